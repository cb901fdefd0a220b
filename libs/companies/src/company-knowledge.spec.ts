import type { Event } from '#contract';
import { subjectOf, type StoredEvent } from '#events';
import { identifierOf } from '#identity';
import { companyFacts, groupOf } from './company-knowledge.js';

const at = '2026-01-01T08:00:00.000Z';
const stored = (said: Partial<Event>): StoredEvent => {
  const event: Event = {
    type: 'identify',
    userId: 'u1',
    messageId: 'm1',
    timestamp: at,
    receivedAt: at,
    ...said,
  };
  return { workspaceId: 1, id: 'e1', event, subject: subjectOf(1, event) };
};
/** The company that the subject belongs to. */
const companyOf = (said: Partial<Event>): string | null => {
  const { membership } = companyFacts(stored(said));
  return membership && `${membership.company.kind} ${membership.company.value}`;
};

/** That an account leaves an audience. */
const leaving = (groupId: string): Partial<Event> => ({
  type: 'group',
  groupId,
  traits: { vip: false },
  context: { personas: { computation_class: 'audience', computation_key: 'vip' } },
});

describe('companyFacts', () => {
  it.each([
    [
      'the group of the context',
      { context: { groupId: 'g0' }, traits: { company: { id: 'g1' } } },
      'group g0',
    ],
    [
      'the id of the company',
      { traits: { company: { id: 'g1', name: 'Acme' }, companyId: 'g2' } },
      'group g1',
    ],
    ['a number as its id', { traits: { company: { id: 42 } } }, 'group 42'],
    ['companyId', { traits: { companyId: 'g2', company: 'Acme' } }, 'group g2'],
    ['company_id', { traits: { company_id: 'g3' } }, 'group g3'],
    ['its name', { traits: { company: 'Acme', email: 'a@beta.com' } }, 'name acme'],
    ['its name within an object', { traits: { company: { name: ' ACME ' } } }, 'name acme'],
    [
      'its website',
      { traits: { company: { website: 'https://www.acme.com' }, email: 'a@beta.com' } },
      'domain acme.com',
    ],
    ['the person’s website', { traits: { website: 'acme.com' } }, 'domain acme.com'],
    ['a work address', { traits: { email: 'a@acme.com' } }, 'domain acme.com'],
  ])('names the company of an identify by %s', (_by, said, company) => {
    expect(companyOf(said)).toBe(company);
  });

  it.each<[string, Partial<Event>]>([
    ['the id of a group call', { type: 'group', groupId: 'null' }],
    ['the group of the context', { context: { groupId: '[object Object]' } }],
    ['the id of the company', { traits: { company: { id: 'undefined' } } }],
    ['a zero for its id', { traits: { company: { id: 0 } } }],
    ['an id that cannot be told from others', { traits: { companyId: 2 ** 53 } }],
    ['its name', { traits: { company: 'null' } }],
    ['the group of a track event', { type: 'track', event: 'Used', context: { groupId: 'null' } }],
    ['the account that leaves an audience', leaving('null')],
  ])('finds no company where %s is a placeholder', (_what, said) => {
    expect(companyFacts(stored(said))).toEqual({ knowledge: [], membership: null });
  });

  it('looks behind a placeholder for what names the company', () => {
    expect(companyOf({ context: { groupId: 'null' }, traits: { companyId: 'g2' } })).toBe('group g2');
    expect(companyOf({ type: 'group', groupId: 'null', traits: { name: 'Acme' } })).toBe('name acme');
  });

  it('finds no company behind a free address, nor in an identify that names none', () => {
    expect(companyOf({ traits: { email: 'a@gmail.com' } })).toBeNull();
    expect(companyOf({})).toBeNull();
    expect(companyOf({ type: 'alias', previousId: 'a', context: { groupId: 'g' } })).toBeNull();
  });

  it('knows a group by its call, with nobody in it where the call names nobody', () => {
    const said: Partial<Event> = {
      type: 'group',
      userId: undefined,
      groupId: 'g1',
      traits: { name: 'Acme', plan: 'pro' },
    };
    const { knowledge, membership } = companyFacts(stored(said));
    expect(membership).toBeNull();
    expect(knowledge[0]?.traits[0]?.values).toEqual({ name: 'Acme', plan: 'pro' });
    expect(companyOf({ ...said, userId: 'u1' })).toBe('group g1');
  });

  it('claims name and website for the group that gives them, and never for a guess', () => {
    const group = identifierOf(1, 'group', 'g1').id;
    const { knowledge } = companyFacts(
      stored({ type: 'group', groupId: 'g1', traits: { name: 'Acme', website: 'www.acme.com' } }),
    );
    expect(knowledge.map(({ identifier, claim }) => [identifier.kind, identifier.value, claim?.by])).toEqual([
      ['group', 'g1', undefined],
      ['name', 'acme', group],
      ['domain', 'acme.com', group],
    ]);
    const guess = companyFacts(stored({ traits: { company: { name: 'Acme', website: 'acme.com' } } }));
    expect(guess.knowledge.map(({ claim }) => claim)).toEqual([undefined]);
  });
});

describe('companyFacts of a track event', () => {
  const track = (event: string, said: Partial<Event> = {}) =>
    companyFacts(stored({ type: 'track', event, context: { groupId: 'g1' }, ...said }));

  it('shows that there is the group of its context, and nothing more', () => {
    expect(track('Used')).toMatchObject({
      knowledge: [{ identifier: { kind: 'group', value: 'g1' }, traits: [] }],
      membership: null,
    });
    expect(track('Account Created', { context: {} })).toEqual({ knowledge: [], membership: null });
  });

  it.each([
    ['Account Added User', false],
    ['Account Removed User', true],
  ])('%s says whether its subject belongs to the group', (event, ended) => {
    expect(track(event).membership).toMatchObject({
      identifier: { kind: 'user', value: 'u1' },
      company: { kind: 'group', value: 'g1' },
      ended,
    });
    expect(track(event, { userId: undefined }).membership).toBeNull();
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>[]]>([
    ['Account Created', { account_name: ' Acme ' }, [{ account_deleted_at: null }, { name: 'Acme' }]],
    ['Account Deleted', {}, [{ account_deleted_at: at }]],
    [
      'Trial Started',
      { trial_start_date: '2026-01-01', trial_plan_name: 'Pro', seats: 3 },
      [{ trial_start_date: '2026-01-01', trial_plan_name: 'Pro' }],
    ],
    ['Trial Ended', { trial_end_date: '2026-02-01' }, [{ trial_end_date: '2026-02-01' }]],
    ['Signed Up', { account_name: 'Acme' }, [{ name: 'Acme' }]],
    ['Used', { account_name: 'Acme', trial_end_date: '2026-02-01' }, []],
  ])('%s with %j tells traits of the group', (event, properties, values) => {
    const { knowledge } = track(event, { properties });
    expect(knowledge[0]?.traits.map((said) => said.values)).toEqual(values);
  });
});

describe('groupOf', () => {
  it('reads the group that an event was made for', () => {
    const { event } = stored({ type: 'track', context: { groupId: ' g1 ' } });
    expect(groupOf(1, event)?.id).toBe(identifierOf(1, 'group', 'g1').id);
    expect(groupOf(1, stored({ type: 'track' }).event)).toBeNull();
  });
});
