import type pg from 'pg';
import { send, type Answer } from '../support/http.js';
import { basic } from '../support/workspace.js';
import { countUses, useHydraFolder } from './hydra-cli.js';

const hydra = useHydraFolder();
let pool: pg.Pool;

beforeAll(async () => {
  await hydra.start();
  pool = await hydra.openPool();
});

const trackWith = (key: string): Promise<Answer> =>
  send(hydra.apiUrl, '/v1/track', { userId: 'u2', event: 'Seen' }, { authorization: basic(key) });

async function create(name: string): Promise<{ id: string; key: string }> {
  const { code, stdout } = await hydra.run(['keys', 'create', '--name', name]);
  const [, said, id = '', key = ''] =
    /^Created the API key "(.+)" \((.+)\)\. It is shown this once:\n(.+)\n$/.exec(stdout) ?? [];
  expect({ code, said }).toEqual({ code: 0, said: name });
  return { id, key };
}

/** The line of the list that is about this key. */
async function listed(id: string): Promise<string | undefined> {
  const { code, stdout } = await hydra.run(['keys', 'list']);
  expect(code).toBe(0);
  return stdout.split('\n').find((line) => line.startsWith(id));
}

describe('npm run keys', () => {
  test('a key that was created beside a running Hydra is taken at once, and listed without being shown again', async () => {
    const { id, key } = await create('My product');
    expect((await trackWith(key)).status).toBe(200);
    const line = await listed(id);
    expect(line).toMatch(/ {2}My product {2}.* {2}live$/);
    expect(line).toContain(`hydra_live_…${key.slice(-4)}`);
    expect(line).not.toContain(key);
  });

  test('a revoked key is listed as such, and one that was not in use until then is refused at once', async () => {
    const { id, key } = await create('Old product');
    const { code, stdout } = await hydra.run(['keys', 'revoke', id]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Revoked the API key ${id}. It is refused everywhere within a minute.\n`,
    });
    expect(await trackWith(key)).toMatchObject({ status: 401, body: { code: 'revoked_api_key' } });
    expect(await listed(id)).toMatch(/ {2}Old product {2}.* {2}revoked \d{4}-\d\d-\d\d \d\d:\d\d$/);
  });

  test.each([
    ['no-such-id', '"no-such-id" is not the id of a key. npm run keys -- list shows the ids.'],
    ['00000000-0000-4000-8000-000000000000', 'There is no such API key.'],
  ])('revoking %s ends with 1 and one line', async (id, line) => {
    const { code, stdout, stderr } = await hydra.run(['keys', 'revoke', id]);
    expect({ code, said: stdout + stderr }).toEqual({ code: 1, said: `${line}\n` });
  });
});

describe('npm run send', () => {
  const use = ['send', 'track', '--user', 'u1', '--feature', 'Device management', '--flag', 'Positive'];

  test('prints that a use was accepted and stored, whose it is and what was counted, and so it was', async () => {
    const uses = await countUses(pool);
    const { code, stdout, stderr } = await hydra.run(use);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const day = new Date().toISOString().slice(0, 10);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ {2}sent {7}track, message id send-[0-9a-f-]{36}$/),
      expect.stringMatching(/^ {2}accepted {3}200 in \d+ ms$/),
      expect.stringMatching(/^ {2}stored {5}within \d+ ms of that$/),
      expect.stringMatching(/^ {2}person {5}u1, not identified yet, id [0-9a-f-]{36}$/),
      '  company    none known yet; a group call or an identify with a work address tells',
      `  counted    Device management, positive, on ${day} by scanner 1; that day it is now 1 positive, 0 neutral, 0 negative`,
      '',
    ]);
    expect(await countUses(pool)).toBe(uses + 1);
  });

  test('prints of a repetition that it is known, and nothing is counted', async () => {
    const twice = [...use, '--message-id', 'twice'];
    expect((await hydra.run(twice)).stdout).toContain('  counted    Device management, positive');
    const uses = await countUses(pool);
    const { code, stdout } = await hydra.run(twice);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}known {6}a call with this message id came in at .+ changes nothing$/m);
    expect(stdout).not.toContain('counted');
    expect(await countUses(pool)).toBe(uses);
  });

  test('prints who somebody is once an identify call has told', async () => {
    const who = ['--user', 'u3', '--email', 'ada@acme.example'];
    const traits = ['--trait', 'name=Ada Lovelace', '--trait', 'title=Head of IT'];
    const { code, stdout } = await hydra.run(['send', 'identify', ...who, ...traits]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}person {5}Ada Lovelace, Head of IT, ada@acme\.example, id [0-9a-f-]{36}$/m);
    expect(stdout).toMatch(/^ {2}company {4}acme\.example, 1 person, id [0-9a-f-]{36}$/m);
  });

  test('prints why a call was refused, and ends with 1', async () => {
    const { code, stdout } = await hydra.run([...use, '--key', 'hydra_live_mistyped']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}refused {4}401 invalid_api_key: \S.*\.$/m);
  });
});
