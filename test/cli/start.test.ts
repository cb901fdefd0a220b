import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type pg from 'pg';
import { bareEnvironment } from '#config';
import { staffApi } from '#contract';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { request, send, type Answer } from '../support/http.js';
import { basic } from '../support/workspace.js';
import { countUses, useHydraFolder, type Running } from './hydra-cli.js';
import { killAtOnce, type RunningProcess } from './processes.js';

const stopMaxMs = 10_000;
/** Ten seconds on a machine of its own; here another test file has half of it, and sometimes more for a while. */
const readyAgainMaxMs = 2 * 10_000;
const startsMax = 3;
const recoveryMaxMs = 60_000;
const curlMaxMs = 20_000;

/** What the first start shows once, as somebody reads it who looks at the terminal. */
function readFirstRun(output: string) {
  const find = (what: RegExp): string => {
    const found = what.exec(output)?.[1];
    if (found === undefined) throw new Error(`There is no ${what} in:\n${output}`);
    return found;
  };
  const field = (name: string): string => find(new RegExp(`^ +${name} +(.+)$`, 'm'));
  return {
    workspace: field('Workspace'),
    email: field('Sign-in'),
    password: field('Password'),
    key: field('API key'),
    curl: find(/^ +(curl .*\\\n.*)$/m),
  };
}

/** Ends Hydra as Ctrl-C does: with 0, within ten seconds, and no process is left of it. */
async function expectCleanEnd(hydra: ReturnType<typeof useHydraFolder>, running: Running): Promise<void> {
  const until = performance.now() + stopMaxMs;
  expect(await running.end('SIGINT')).toBe(0);
  expect(performance.now()).toBeLessThan(until);
  await hydra.allGone(until - performance.now());
}

const track = (messageId: string) => ({
  messageId,
  userId: 'u1',
  event: 'Feature Used',
  properties: { feature: 'Device management' },
});

const signIn = (apiUrl: string, { email, password }: { email: string; password: string }): Promise<Answer> =>
  request(`${apiUrl}/api/session`, { method: 'POST', body: { email, password } });

describe('npm start', () => {
  const hydra = useHydraFolder();
  let running: Running;
  let pool: pg.Pool;
  let first: ReturnType<typeof readFirstRun>;
  /** Uses that must have been counted after all that was accepted. */
  let accepted: number;

  beforeAll(async () => {
    running = await hydra.start();
    first = readFirstRun(running.output());
    pool = await hydra.openPool();
  });

  const sendWithKey = (path: string, body: unknown): Promise<Answer> =>
    send(hydra.apiUrl, path, body, { authorization: basic(first.key) });
  const counted = (uses: number): Promise<boolean> =>
    eventually(`${uses} uses are counted`, async () => (await countUses(pool)) === uses, recoveryMaxMs);

  test('the first start shows a workspace, a sign-in, an API key and a call, the secrets nowhere else', () => {
    expect(first).toEqual({
      workspace: 'My workspace',
      email: 'admin@example.com',
      password: expect.stringMatching(/^[\w-]{20}$/),
      key: expect.stringMatching(/^hydra_live_[0-9A-Za-z]{38}$/),
      curl: expect.stringContaining(`curl ${hydra.apiUrl}/v1/track -u ${first.key}: `),
    });
    expect(running.output()).toContain('shown this once');
    expect(running.output().split(first.password)).toHaveLength(2);
    expect(running.output().split(first.key)).toHaveLength(3);
  });

  test('the curl that it shows works as it is pasted, and its use is counted', async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', first.curl], {
      env: bareEnvironment(),
      timeout: curlMaxMs,
    });
    expect(stdout).toBe('{"success":true}');
    await counted(1);
  });

  test('the sign-in that it shows opens the staff API, where the scanner has counted what curl sent', async () => {
    const session = await signIn(hydra.apiUrl, first);
    expect(session.status).toBe(200);
    const cookie = session.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const ask = (path: string): Promise<Answer> =>
      request(`${hydra.apiUrl}/api/${path}`, { headers: { cookie } });
    const people = staffApi.personPage.parse((await ask('people?identifier=u1')).body);
    expect(people.items).toHaveLength(1);
    expect((await ask(`people/${people.items[0]?.id}/top-features`)).body).toMatchObject({
      scanner: { name: 'Product Usage Scanner' },
      features: [{ name: 'Device management', volume: 1, positive: 1 }],
    });
  });

  test.each([
    ['the API', 'apps/api/', 1],
    ['a worker for each queue', 'apps/worker/', 3],
    ['Postgres', 'bin/postgres ', 1],
  ])('%s, killed, is started again, and the next event is counted', async (name, program, howMany) => {
    const list = async (): Promise<RunningProcess[]> =>
      (await hydra.processes()).filter(({ command }) => command.includes(program));
    const before = await list();
    expect(before).toHaveLength(howMany);
    const uses = await countUses(pool);

    for (const { pid } of before) killAtOnce(pid);
    const sendNext = async (): Promise<boolean> =>
      (await sendWithKey('/v1/track', track(`after ${name} was killed`))).status === 200;
    await eventually('the next event is taken', sendNext, recoveryMaxMs);
    await counted(uses + 1);

    const areBack = async (): Promise<boolean> => {
      const now = await list();
      return now.length === howMany && !now.some(({ pid }) => before.some((killed) => killed.pid === pid));
    };
    await eventually('others are in their place', areBack, recoveryMaxMs);
  });

  test('Ctrl-C finishes what was accepted and ends it with 0 within ten seconds, leaving no process', async () => {
    const batch = Array.from({ length: 500 }, (_, number) => ({ ...track(`last-${number}`), type: 'track' }));
    accepted = (await countUses(pool)) + batch.length;
    expect((await sendWithKey('/v1/batch', { batch })).status).toBe(200);
    expect((await hydra.processes()).length).toBeGreaterThan(5);
    await expectCleanEnd(hydra, running);
    expect(running.output()).not.toContain('processed after the next start');
  });

  test('a second start keeps the data, is ready in time and shows no secret again', async () => {
    const tookMs: number[] = [];
    while (tookMs.length < startsMax && !tookMs.some((ms) => ms < readyAgainMaxMs)) {
      if (tookMs.length > 0) await expectCleanEnd(hydra, running);
      const began = performance.now();
      running = await hydra.start();
      tookMs.push(performance.now() - began);
    }
    expect(Math.min(...tookMs)).toBeLessThan(readyAgainMaxMs);
    expect(running.output()).not.toMatch(/password|hydra_live_|curl|first start/i);
    await counted(accepted);
    expect((await sendWithKey('/v1/track', track('the key still works'))).status).toBe(200);
    expect((await signIn(hydra.apiUrl, first)).status).toBe(200);
  });
});

describe('npm start that nobody watches, with DATABASE_URL', () => {
  const hydra = useHydraFolder();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database?.close());

  test('the first sign-in is that of HYDRA_ADMIN_EMAIL and HYDRA_ADMIN_PASSWORD, which is not shown; no Postgres is started', async () => {
    const staff = { email: 'grace@example.com', password: 'correct horse battery' };
    const running = await hydra.start(['start'], {
      DATABASE_URL: database.url,
      HYDRA_ADMIN_EMAIL: staff.email,
      HYDRA_ADMIN_PASSWORD: staff.password,
    });
    expect(readFirstRun(running.output()).email).toBe(staff.email);
    expect(running.output()).not.toContain(staff.password);
    expect((await signIn(hydra.apiUrl, staff)).status).toBe(200);
    expect(await database.prisma.staff.findMany({ select: { email: true } })).toEqual([
      { email: staff.email },
    ]);
    const commands = (await hydra.processes()).map(({ command }) => command);
    expect(commands.filter((command) => command.includes('postgres'))).toEqual([]);
    await expectCleanEnd(hydra, running);
  });
});
