import { Seed } from './seed.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();

async function newWorkspace(timeZone?: string) {
  const staff = await rig.signIn({ timeZone });
  const seed = new Seed(rig.database.pool, staff.workspace.id);
  const ada = await seed.person('ada');
  const feature = await seed.feature('Export');
  const { scannerId: scanner } = staff.workspace;
  return { staff, seed, ada, feature, scanner };
}

test('a feature scores weight × 2^(−age ÷ half-life), over all identifiers of the person', async () => {
  const { staff, seed, ada, feature, scanner } = await newWorkspace();
  const anonymous = await seed.identifier({ kind: 'anonymous', value: 'a1', owner: ada });
  const share = await seed.feature('Share');
  await seed.usage({ identifier: ada, scanner, feature, day: '2026-03-31', counts: [1, 0, 0] });
  await seed.usage({ identifier: anonymous, scanner, feature, day: '2026-03-01', counts: [3, 2, 1] });
  await seed.usage({ identifier: ada, scanner, feature: share, day: '2026-03-31', counts: [0, 0, 2] });
  await seed.usage({ identifier: ada, scanner, feature: share, day: '2026-04-01', counts: [100, 0, 0] });
  await seed.usage({ identifier: ada, scanner, feature: share, day: '1990-01-01', counts: [0, 1, 0] });

  const { body } = await staff.get(`/api/people/${ada}/top-features?to=2026-03-31`);
  expect(body).toMatchObject({ from: null, to: '2026-03-31', scanner: { id: scanner, halfLifeDays: 30 } });
  expect(body).toMatchObject({
    features: [
      // Today 1 × 2; thirty days ago, at half the weight, 3 × 2 + 2 × 1 − 1.
      { name: 'Export', score: 2 + 7 / 2, volume: 7, positive: 4, neutral: 2, negative: 1 },
      { name: 'Share', score: -2, volume: 3, positive: 0, neutral: 1, negative: 2 },
    ],
  });
  const short = await staff.get(`/api/people/${ada}/top-features?from=2026-03-02&to=2026-03-31&limit=1`);
  expect(short.body).toMatchObject({ features: [{ name: 'Export', score: 2, volume: 1 }] });
});

test('a use long before the half-life is no error, and weighs nothing', async () => {
  const { staff, seed, ada, feature } = await newWorkspace();
  const [{ id: scanner } = { id: 0 }] = await rig.database.prisma.scanner.findMany({
    where: { workspaceId: seed.workspaceId },
  });
  await rig.database.pool.query(
    `UPDATE scanner SET settings = jsonb_set(settings, '{halfLifeDays}', '1') WHERE workspace_id = $1`,
    [seed.workspaceId],
  );
  await seed.usage({ identifier: ada, scanner, feature, day: '1990-01-01', counts: [1, 0, 0] });
  const { status, body } = await staff.get(`/api/people/${ada}/top-features`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ features: [{ name: 'Export', score: 0, volume: 1 }] });
});

test('the trend shows every day, those without usage as zeros', async () => {
  const { staff, seed, ada, feature, scanner } = await newWorkspace();
  await seed.usage({ identifier: ada, scanner, feature, day: '2026-03-02', counts: [1, 2, 3] });
  const share = await seed.feature('Share');
  await seed.usage({ identifier: ada, scanner, feature: share, day: '2026-03-02', counts: [1, 0, 0] });
  const { body } = await staff.get(`/api/people/${ada}/usage-trend?from=2026-03-01&to=2026-03-03`);
  expect(body).toMatchObject({
    days: [
      { date: '2026-03-01', positive: 0, neutral: 0, negative: 0, weighted: 0 },
      { date: '2026-03-02', positive: 2, neutral: 2, negative: 3, weighted: 3 },
      { date: '2026-03-03', positive: 0, neutral: 0, negative: 0, weighted: 0 },
    ],
  });
});

test('without a period the trend shows 90 days until today where the workspace is', async () => {
  const timeZone = 'Pacific/Kiritimati';
  const { staff, ada } = await newWorkspace(timeZone);
  const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date());
  const before = today();
  const { body } = await staff.get(`/api/people/${ada}/usage-trend`);
  expect(body).toMatchObject({ timeZone, to: expect.stringMatching(`^(${before}|${today()})$`) });
  expect(Reflect.get(Object(body), 'days')).toHaveLength(90);
});

test('the usage of a company is what was done in its name, and what its people did in no name', async () => {
  const { staff, seed, feature, scanner } = await newWorkspace();
  const acme = await seed.company('acme', 'Acme');
  const domain = await seed.identifier({ kind: 'domain', value: 'acme.example', owner: acme });
  const beta = await seed.company('beta', 'Beta');
  const bob = await seed.person('bob', { company: domain });
  const bobsBrowser = await seed.identifier({ kind: 'anonymous', value: 'b1', owner: bob });
  const guest = await seed.person('guest', { company: beta });
  const use = { scanner, feature, day: '2026-03-31' };
  await seed.usage({ ...use, identifier: bob, counts: [1, 0, 0] });
  await seed.usage({ ...use, identifier: bobsBrowser, counts: [10, 0, 0] });
  await seed.usage({ ...use, identifier: bob, group: acme, counts: [100, 0, 0] });
  await seed.usage({ ...use, identifier: bob, group: beta, counts: [0, 0, 1000] });
  await seed.usage({ ...use, identifier: guest, group: acme, counts: [0, 10_000, 0] });
  await seed.usage({ ...use, identifier: guest, counts: [0, 0, 1_000_000] });

  const features = await staff.get(`/api/companies/${acme}/top-features?to=2026-03-31`);
  expect(features.body).toMatchObject({ features: [{ positive: 111, neutral: 10_000, negative: 0 }] });
  const trend = await staff.get(`/api/companies/${acme}/usage-trend?from=2026-03-31&to=2026-03-31`);
  expect(trend.body).toMatchObject({
    days: [{ positive: 111, neutral: 10_000, negative: 0, weighted: 10_222 }],
  });
});

test('without a scanner, and after it was deleted, the charts are empty and say so', async () => {
  const { staff, seed, ada, feature, scanner } = await newWorkspace();
  await seed.usage({ identifier: ada, scanner, feature, day: '2026-03-31', counts: [1, 0, 0] });
  await staff.send('DELETE', `/api/scanners/${scanner}`);
  expect((await staff.get(`/api/people/${ada}/top-features`)).body).toMatchObject({
    scanner: null,
    features: [],
  });
  expect((await staff.get(`/api/people/${ada}/usage-trend`)).body).toMatchObject({ scanner: null, days: [] });
});

test('400 for a period that is upside down or longer than two years', async () => {
  const { staff, ada } = await newWorkspace();
  for (const period of ['from=2026-02-01&to=2026-01-01', 'from=2020-01-01&to=2026-01-01', 'to=2026-02-30']) {
    const { status, body } = await staff.get(`/api/people/${ada}/usage-trend?${period}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'invalid_request',
      details: [{ field: expect.stringMatching(/^(from|to)$/) }],
    });
  }
});
