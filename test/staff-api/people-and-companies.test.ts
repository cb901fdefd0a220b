import { Seed } from './seed.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();
const said = (values: Record<string, unknown>, at: string, messageId = 'm1') => ({ at, messageId, values });

async function newWorkspace() {
  const staff = await rig.signIn();
  return { staff, seed: new Seed(rig.database.pool, staff.workspace.id) };
}

test('a person shows the last word on each trait, every identifier, the company and when it was seen', async () => {
  const { staff, seed } = await newWorkspace();
  const acme = await seed.company('acme', 'Acme');
  const ada = await seed.person('ada', { name: 'Ada', company: acme });
  await rig.database.pool.query('UPDATE identifier SET traits = $2 WHERE workspace_id = $1 AND id = $3', [
    seed.workspaceId,
    JSON.stringify([said({ plan: 'free', city: 'Paris', size: 1 }, '2026-01-01T00:00:00.000Z')]),
    ada,
  ]);
  await seed.identifier({
    kind: 'anonymous',
    value: 'a1',
    owner: ada,
    traits: [
      said({ size: 2 }, '2026-01-01T00:00:00.000Z', 'm2'),
      said({ plan: 'pro' }, '2026-01-02T00:00:00.000Z'),
      said({ city: null }, '2026-01-03T00:00:00.000Z'),
    ],
    seen: ['2025-12-24', '2026-02-03'],
  });

  const { body } = await staff.get(`/api/people/${ada}`);
  expect(body).toEqual({
    id: ada,
    name: 'Ada',
    email: 'ada@example.com',
    emailInferred: false,
    title: 'Engineer',
    identified: true,
    company: { id: acme, name: 'Acme', domain: 'acme.example' },
    firstSeen: '2025-12-24',
    lastSeen: '2026-02-03',
    audiences: [],
    traits: {
      plan: { value: 'pro', at: '2026-01-02T00:00:00.000Z' },
      size: { value: 2, at: '2026-01-01T00:00:00.000Z' },
    },
    identifiers: [
      { id: ada, kind: 'user', value: 'ada', claimedAt: null },
      {
        id: seed.idOf('anonymous', 'a1'),
        kind: 'anonymous',
        value: 'a1',
        claimedAt: '2026-01-02T03:04:05.678Z',
      },
    ],
  });
  expect((await staff.get(`/api/people/${seed.idOf('anonymous', 'a1')}`)).body).toEqual(body);
});

test('a person is found by the exact value of any identifier', async () => {
  const { staff, seed } = await newWorkspace();
  const ada = await seed.person('ada');
  await seed.person('ada2');
  await seed.identifier({ kind: 'email', value: 'Ada.L@Example.com', owner: ada });
  await seed.identifier({ kind: 'anonymous', value: 'Anon-1', owner: ada });
  for (const value of ['ada', 'ADA.l@example.com', 'Anon-1']) {
    const { body } = await staff.get(`/api/people?identifier=${encodeURIComponent(value)}`);
    expect(body).toMatchObject({ items: [{ id: ada }], nextCursor: null });
  }
  for (const value of ['ADA', 'anon-1', 'ad']) {
    expect((await staff.get(`/api/people?identifier=${value}`)).body).toEqual({
      items: [],
      nextCursor: null,
    });
  }
});

test('a search takes wildcards for what they are, and ignores case', async () => {
  const { staff, seed } = await newWorkspace();
  const percent = await seed.person('u1', { name: 'Hundred% Sure_ly' });
  await seed.person('u2', { name: 'Hundreds Surely' });
  for (const text of ['%', 'sure_ly', 'HUNDRED%']) {
    const { body } = await staff.get(`/api/people?search=${encodeURIComponent(text)}`);
    expect(body).toMatchObject({ items: [{ id: percent }], nextCursor: null });
  }
});

test('the pages of a list show everybody once', async () => {
  const { staff, seed } = await newWorkspace();
  const all = await Promise.all(Array.from({ length: 7 }, (_, i) => seed.person(`u${i}`)));
  const seen: string[] = [];
  let next: string | null = null;
  for (let page = 0; page < 4; page += 1) {
    const { body } = await staff.get(`/api/people?limit=2${next === null ? '' : `&cursor=${next}`}`);
    const { items, nextCursor } = asPage(body);
    seen.push(...items.map((item) => item.id));
    next = nextCursor;
  }
  expect(next).toBeNull();
  expect(seen).toEqual(all.toSorted());
});

test('a company shows its identifiers, its traits and how many people belong to it by any of them', async () => {
  const { staff, seed } = await newWorkspace();
  const acme = await seed.company('acme', 'Acme');
  const domain = await seed.identifier({ kind: 'domain', value: 'Acme.example', owner: acme });
  await seed.person('ada', { company: acme });
  await seed.person('bob', { company: domain });
  await seed.person('eve');
  const { body } = await staff.get(`/api/companies/${domain}`);
  expect(body).toMatchObject({
    id: acme,
    name: 'Acme',
    people: 2,
    guessed: false,
    identifiers: [
      { kind: 'group', value: 'acme' },
      { kind: 'domain', value: 'acme.example' },
    ],
  });
  const listed = await staff.get('/api/companies?search=acm');
  expect(listed.body).toMatchObject({ items: [{ id: acme, people: 2, firstSeen: '2026-01-01' }] });
  expect((await staff.get('/api/companies?identifier=ACME.example')).body).toMatchObject({
    items: [{ id: acme }],
  });
});

test('404 for somebody of another workspace, and for a company asked for as a person', async () => {
  const mine = await newWorkspace();
  const theirs = await newWorkspace();
  const ada = await theirs.seed.person('ada');
  const acme = await theirs.seed.company('acme', 'Acme');
  for (const path of [
    `/api/people/${ada}`,
    `/api/people/${ada}/top-features`,
    `/api/people/${ada}/usage-trend`,
  ]) {
    expect((await theirs.staff.get(path)).status).toBe(200);
    expect((await mine.staff.get(path)).status).toBe(404);
  }
  for (const path of [`/api/companies/${acme}`, `/api/companies/${acme}/top-features`]) {
    expect((await theirs.staff.get(path)).status).toBe(200);
    expect((await mine.staff.get(path)).status).toBe(404);
  }
  expect((await theirs.staff.get(`/api/people/${acme}`)).status).toBe(404);
  for (const path of [
    '/api/people',
    '/api/people?search=ada',
    '/api/people?identifier=ada',
    '/api/companies',
  ]) {
    expect((await mine.staff.get(path)).body).toEqual({ items: [], nextCursor: null });
  }
});

function asPage(body: unknown): { items: { id: string }[]; nextCursor: string | null } {
  const page = body as { items: { id: string }[]; nextCursor: string | null };
  expect(page).toMatchObject({ items: expect.any(Array) });
  return page;
}
