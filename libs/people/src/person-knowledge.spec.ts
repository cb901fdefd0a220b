import type { Event } from '#contract';
import { subjectOf, type StoredEvent } from '#events';
import { identifierOf } from '#identity';
import { personKnowledge } from './person-knowledge.js';

const at = '2026-01-01T08:00:00.000Z';
const stored = (said: Partial<Event>): StoredEvent => {
  const event: Event = { type: 'identify', messageId: 'm1', timestamp: at, receivedAt: at, ...said };
  return { workspaceId: 1, id: 'e1', event, subject: subjectOf(1, event) };
};
/** Which identifiers are told of, and who claims them. */
const told = (said: Partial<Event>) =>
  personKnowledge(stored(said)).map(({ identifier, claim }) => [
    identifier.kind,
    identifier.value,
    claim?.by ?? null,
  ]);
const u1 = identifierOf(1, 'user', 'u1').id;

describe('personKnowledge', () => {
  it('claims the anonymous id and the address of an identify for its user', () => {
    expect(told({ userId: 'u1', anonymousId: 'a1', traits: { email: 'A@b.co' } })).toEqual([
      ['user', 'u1', null],
      ['anonymous', 'a1', u1],
      ['email', 'a@b.co', u1],
    ]);
  });

  it('claims the previous id of an alias for its user', () => {
    expect(told({ type: 'alias', userId: 'u1', previousId: 'a1' })).toEqual([
      ['user', 'u1', null],
      ['anonymous', 'a1', u1],
    ]);
  });

  it('claims the address that an alias gives as the previous id, beside the id', () => {
    expect(told({ type: 'alias', userId: 'u1', previousId: 'A@b.co' })).toEqual([
      ['user', 'u1', null],
      ['anonymous', 'A@b.co', u1],
      ['email', 'a@b.co', u1],
    ]);
  });

  it('claims nothing where an alias names the user itself', () => {
    expect(told({ type: 'alias', userId: 'u1', previousId: 'u1' })).toEqual([['user', 'u1', null]]);
  });

  it('never claims a user id, nor anything for an anonymous visitor', () => {
    expect(told({ anonymousId: 'a1', traits: { email: 'a@b.co' } })).toEqual([['anonymous', 'a1', null]]);
  });

  it('claims nothing by a group call', () => {
    expect(
      told({ type: 'group', userId: 'u1', anonymousId: 'a1', groupId: 'g', traits: { email: 'i@b.co' } }),
    ).toEqual([['user', 'u1', null]]);
  });

  it('takes traits from identify calls alone, and only they identify', () => {
    const [identified] = personKnowledge(stored({ userId: 'u1', traits: { plan: 'pro' } }));
    expect(identified).toMatchObject({
      identified: true,
      traits: [{ at, messageId: 'm1', values: { plan: 'pro' } }],
    });
    const [grouped] = personKnowledge(
      stored({ type: 'group', userId: 'u1', groupId: 'g', traits: { plan: 'pro' } }),
    );
    expect(grouped).toMatchObject({ identified: false, traits: [] });
  });

  it('lets the context of any call fill what is empty', () => {
    const context = { traits: { email: 'a@b.co', first_name: ' Ada ', title: ' ', plan: 'pro' } };
    const filling = [{ at, messageId: 'm1', values: { email: 'a@b.co', firstName: 'Ada' }, fills: true }];
    for (const type of ['track', 'page', 'screen', 'alias'] as const) {
      expect(personKnowledge(stored({ type, userId: 'u1', context }))[0]).toMatchObject({ traits: filling });
    }
    const [identified] = personKnowledge(stored({ userId: 'u1', traits: { email: 'x@y.co' }, context }));
    expect(identified?.traits).toEqual([
      { at, messageId: 'm1', values: { email: 'x@y.co' } },
      { at, messageId: 'm1', values: { firstName: 'Ada' }, fills: true },
    ]);
  });

  it('lets the properties of Signed Up fill what is empty, and those of no other event', () => {
    const properties = { first_name: 'Ada', email: 'no address', phone: '1', company: 'Acme' };
    const track = (event: string) =>
      personKnowledge(stored({ type: 'track', userId: 'u1', event, properties }));
    expect(track('Signed Up')[0]?.traits).toEqual([
      { at, messageId: 'm1', values: { firstName: 'Ada', phone: '1' }, fills: true },
    ]);
    expect(track('Signed In')[0]?.traits).toEqual([]);
  });

  it('has heard of somebody who was not there, without having seen them', () => {
    const context = { active: false };
    expect(personKnowledge(stored({ userId: 'u1', context }))[0]).toMatchObject({
      firstSeenOn: '2026-01-01',
    });
    expect(personKnowledge(stored({ userId: 'u1', context }))[0]?.lastSeenOn).toBeUndefined();
  });

  it('knows the trait of whoever leaves an audience, and neither identifies nor claims by it', () => {
    const personas = {
      computation_class: 'audience',
      computation_key: 'vip',
      computation_id: 'c',
      space_id: 's',
    };
    const said = { userId: 'u1', anonymousId: 'a1', context: { personas } };
    const [exit, ...claims] = personKnowledge(stored({ ...said, traits: { vip: false } }));
    expect(claims).toEqual([]);
    expect(exit).toMatchObject({ identified: false, traits: [{ values: { vip: false } }] });
    expect([exit?.firstSeenOn, exit?.lastSeenOn]).toEqual([undefined, undefined]);
    const enter = personKnowledge(stored({ ...said, traits: { vip: true } }));
    expect(enter).toMatchObject([{ identified: true, firstSeenOn: '2026-01-01' }, {}]);
    expect(enter[0]?.lastSeenOn).toBeUndefined();
  });

  it('tells nothing of people where an event names nobody', () => {
    expect(told({ type: 'group', groupId: 'g' })).toEqual([]);
  });
});
