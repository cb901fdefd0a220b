import { staffApi } from '#contract';
import { send } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { signIn, type StaffClient } from '../support/staff-client.js';
import { readCompanies, readPeople } from '../support/state.js';
import type { Workspace } from '../support/workspace.js';

const at = (day: number, hour = 12): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
let spelled = 0;
const use = (userId: string, day: number, feature: string, eventFlag: string, groupId?: string): unknown => ({
  type: 'track',
  // A feature is spelled as the earliest event spells it, of two at one moment the one of the smaller message id.
  messageId: `use-${(spelled += 1)}`,
  userId,
  event: 'Used',
  properties: { feature, eventFlag },
  timestamp: at(day),
  ...(groupId === undefined ? {} : { context: { groupId } }),
});

/** Five people, two of them of Acme, and what they did in March. */
const history = [
  {
    type: 'identify',
    userId: 'ada',
    anonymousId: 'v1',
    traits: { email: 'Ada@acme.com', name: 'Ada Lovelace', title: 'CTO', plan: 'pro' },
  },
  {
    type: 'group',
    userId: 'ada',
    groupId: 'acme',
    traits: { name: 'Acme Inc', website: 'acme.com', seats: 5 },
  },
  {
    type: 'identify',
    userId: 'bob',
    traits: { email: 'bob@acme.com', firstName: 'Bob', lastName: '100%_Sure' },
  },
  { type: 'identify', userId: 'eve', traits: { email: 'eve@gmail.com', name: 'Eve' } },
  { type: 'identify', userId: 'kim', traits: { name: 'Kim', company: 'Beta GmbH' } },
  { type: 'page', anonymousId: 'v9', name: 'Pricing' },
].map((event, index) => ({ ...event, messageId: `h${index}`, timestamp: at(1) }));
const uses = [
  use('ada', 1, 'Reports', 'positive'),
  use('ada', 1, 'reports', 'neutral'),
  use('ada', 10, 'Dashboards', 'positive'),
  use('ada', 20, 'Exports', 'negative'),
  use('ada', 20, 'Exports', 'negative', 'acme'),
  use('bob', 20, 'Dashboards', 'neutral'),
  use('eve', 20, 'Dashboards', 'positive'),
];

/** What staff are shown is the state that the events have made. */
export function peopleAndCompanies(rig: Rig): void {
  let workspace: Workspace;
  let staff: StaffClient;

  beforeAll(async () => {
    workspace = await rig.newWorkspace({ withStaff: true });
    staff = await signIn(rig.system, workspace);
    rig.secrets.push(staff.token);
    const headers = { authorization: workspace.authorization };
    expect((await send(rig.system.baseUrl, '/v1/batch', [...history, ...uses], headers)).status).toBe(200);
    await rig.settled();
  }, 60_000);

  describe('people', () => {
    test('page by page, everybody comes once, as the state is', async () => {
      const listed = await readAll((query) => staff.read(`people?${query}`, staffApi.personPage), 2);
      const details = await Promise.all(listed.map(({ id }) => staff.read(`people/${id}`, staffApi.person)));
      const found = details.map((person) => ({
        identifiers: person.identifiers.map(({ kind, value }) => `${kind}:${value}`).toSorted(),
        identified: person.identified,
        email: person.email,
        name: person.name,
        title: person.title,
        traits: valuesOf(person.traits),
        firstSeen: person.firstSeen,
        lastSeen: person.lastSeen,
      }));
      const state = await readPeople(rig.database.pool, workspace.id);
      expect(found.toSorted(byIdentifiers)).toEqual(
        state.map(({ company: _, ...person }) => person).toSorted(byIdentifiers),
      );
      expect(found).toHaveLength(5);
      for (const [index, { traits: _t, identifiers: _i, audiences: _a, ...row }] of details.entries()) {
        expect(listed[index]).toEqual(row);
      }
      expect(Object.fromEntries(listed.map(({ name, company }) => [name, company?.name ?? null]))).toEqual({
        'Ada Lovelace': 'Acme Inc',
        'Bob 100%_Sure': 'Acme Inc',
        Eve: null,
        Kim: 'Beta GmbH',
        null: null,
      });
    });

    test.each([
      ['search=LOVE', ['Ada Lovelace']],
      ['search=cto', ['Ada Lovelace']],
      ['search=acme.com', ['Ada Lovelace', 'Bob 100%_Sure']],
      ['search=0%25_s', ['Bob 100%_Sure']],
      ['search=%25', ['Bob 100%_Sure']],
      ['search=nobody', []],
      ['identifier=ada', ['Ada Lovelace']],
      ['identifier=v1', ['Ada Lovelace']],
      ['identifier=ADA%40ACME.COM', ['Ada Lovelace']],
      ['identifier=v9', [null]],
      ['identifier=ad', []],
      ['identifier=acme', []],
    ])('?%s finds %j', async (query, names) => {
      const { items, nextCursor } = await staff.read(`people?${query}`, staffApi.personPage);
      expect(items.map(({ name }) => name).toSorted()).toEqual(names);
      expect(nextCursor).toBeNull();
    });

    test('the id of any identifier leads to the person it names', async () => {
      const { items } = await staff.read('people?identifier=ada', staffApi.personPage);
      const ada = await staff.read(`people/${items[0]?.id}`, staffApi.person);
      expect(ada.identifiers.map(({ kind, value, claimedAt }) => [kind, value, claimedAt])).toEqual([
        ['user', 'ada', null],
        ['anonymous', 'v1', at(1)],
        ['email', 'ada@acme.com', at(1)],
      ]);
      expect(ada.traits['plan']).toEqual({ value: 'pro', at: at(1) });
      for (const { id } of ada.identifiers) {
        expect(await staff.read(`people/${id}`, staffApi.person)).toEqual(ada);
      }
    });
  });

  describe('companies', () => {
    test('page by page, every company comes once, as the state is', async () => {
      const listed = await readAll((query) => staff.read(`companies?${query}`, staffApi.companyPage), 1);
      const details = await Promise.all(
        listed.map(({ id }) => staff.read(`companies/${id}`, staffApi.company)),
      );
      const found = details.map((company) => ({
        identifiers: company.identifiers.map(({ kind, value }) => `${kind}:${value}`).toSorted(),
        name: company.name,
        domain: company.domain,
        guessed: company.guessed,
        traits: valuesOf(company.traits),
      }));
      const state = await readCompanies(rig.database.pool, workspace.id);
      expect(found.toSorted(byIdentifiers)).toEqual(state.toSorted(byIdentifiers));
      expect(Object.fromEntries(listed.map(({ name, people }) => [name, people]))).toEqual({
        'Acme Inc': 2,
        'Beta GmbH': 1,
      });
      for (const [index, { traits: _t, identifiers: _i, audiences: _a, ...row }] of details.entries()) {
        expect(listed[index]).toEqual(row);
      }
    });

    test.each([
      ['search=INC', ['Acme Inc']],
      ['search=acme.com', ['Acme Inc']],
      ['identifier=acme.com', ['Acme Inc']],
      ['identifier=beta%20gmbh', ['Beta GmbH']],
      ['identifier=ada', []],
    ])('?%s finds %j', async (query, names) => {
      const { items } = await staff.read(`companies?${query}`, staffApi.companyPage);
      expect(items.map(({ name }) => name)).toEqual(names);
    });
  });

  describe('charts', () => {
    const idOf = async (kind: 'people' | 'companies', identifier: string): Promise<string> => {
      const schema = kind === 'people' ? staffApi.personPage : staffApi.companyPage;
      const { items } = await staff.read(`${kind}?identifier=${identifier}`, schema);
      return items[0]?.id ?? 'nobody';
    };

    test('top features of a person: by the sum of weights, halved every 30 days', async () => {
      const path = `people/${await idOf('people', 'ada')}/top-features?to=2026-03-31`;
      const { features, scanner } = await staff.read(path, staffApi.topFeatures);
      expect(scanner).toMatchObject({ weights: { positive: 2, neutral: 1, negative: -1 }, halfLifeDays: 30 });
      expect(features).toEqual([
        feature('Reports', (2 + 1) * 2 ** (-30 / 30), { positive: 1, neutral: 1 }),
        feature('Dashboards', 2 * 2 ** (-21 / 30), { positive: 1 }),
        feature('Exports', -2 * 2 ** (-11 / 30), { negative: 2 }),
      ]);
    });

    test('top features of a company: those of its people, and those in its name', async () => {
      const path = `companies/${await idOf('companies', 'acme')}/top-features?from=2026-03-10&to=2026-03-20&limit=2`;
      const { features } = await staff.read(path, staffApi.topFeatures);
      expect(features).toEqual([
        feature('Dashboards', 2 * 2 ** (-10 / 30) + 1, { positive: 1, neutral: 1 }),
        feature('Exports', -2, { negative: 2 }),
      ]);
    });

    test('usage trend of a person: every day of the period', async () => {
      const path = `people/${await idOf('people', 'ada')}/usage-trend?from=2026-03-09&to=2026-03-20`;
      const { days, timeZone } = await staff.read(path, staffApi.usageTrend);
      expect(timeZone).toBe('UTC');
      expect(days).toHaveLength(12);
      expect(days.filter(({ positive, neutral, negative }) => positive + neutral + negative > 0)).toEqual([
        { date: '2026-03-10', positive: 1, neutral: 0, negative: 0, weighted: 2 },
        { date: '2026-03-20', positive: 0, neutral: 0, negative: 2, weighted: -2 },
      ]);
    });

    test('usage trend of a company, ninety days unless told', async () => {
      const path = `companies/${await idOf('companies', 'acme')}/usage-trend?to=2026-03-20`;
      const { days } = await staff.read(path, staffApi.usageTrend);
      expect(days).toHaveLength(90);
      expect(days.at(-1)).toEqual({ date: '2026-03-20', positive: 0, neutral: 1, negative: 2, weighted: -1 });
    });
  });
}

/** All items, page by page; each page but the last is full. */
async function readAll<Item>(
  readPage: (query: string) => Promise<{ items: Item[]; nextCursor: string | null }>,
  limit: number,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await readPage(`limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    all.push(...page.items);
    if (page.nextCursor !== null) expect(page.items).toHaveLength(limit);
    cursor = page.nextCursor;
  }
  return all;
}

const valuesOf = (traits: Record<string, { value?: unknown }>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));

const byIdentifiers = (a: { identifiers: string[] }, b: { identifiers: string[] }): number =>
  a.identifiers.join() < b.identifiers.join() ? -1 : 1;

/** A bar of the top features chart, to be expected. */
function feature(name: string, score: number, uses: Record<string, number>): unknown {
  const volume = Object.values(uses).reduce((sum, count) => sum + count, 0);
  const counts = { positive: 0, neutral: 0, negative: 0, ...uses };
  return { id: expect.any(String), name, score: expect.closeTo(score, 5), volume, ...counts };
}
