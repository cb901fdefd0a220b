import type pg from 'pg';
import { request, send, type Answer } from '../support/http.js';
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
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `${line}\n` });
  });

  test('a rotated key is taken beside the one in its place, and listed with it; without overlap no more', async () => {
    const { id, key } = await create('Rolled product');
    const { code, stdout } = await hydra.run(['keys', 'rotate', id, '--overlap', '1h']);
    const [, freshId = '', fresh = ''] =
      /^Created the API key "Rolled product" \((.+)\) in place of .+, which is taken for another 1 h at most\. It is shown this once:\n(.+)\n$/.exec(
        stdout,
      ) ?? [];
    expect(code).toBe(0);
    for (const each of [key, fresh]) expect((await trackWith(each)).status).toBe(200);
    expect(await listed(id)).toMatch(
      new RegExp(` {2}expiring \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d, replaced by ${freshId}$`),
    );
    expect((await hydra.run(['keys', 'rotate', freshId, '--overlap', 'now'])).stdout).toContain(
      'which is refused everywhere within a minute',
    );
    expect(await listed(freshId)).toContain('  expired ');
  });

  test('a key that allows other addresses only is refused, and listed with them and its expiry', async () => {
    const made = await hydra.run([
      'keys',
      'create',
      '--name',
      'Office',
      '--expires',
      '30d',
      '--allow',
      '203.0.113.0/24,2001:db8::/32',
    ]);
    const [, id = '', key = ''] =
      /\((.+)\)\. It is shown this once:\n(.+)\nIt expires at .+ UTC\.\n$/.exec(made.stdout) ?? [];
    expect(await trackWith(key)).toMatchObject({ status: 403, body: { code: 'address_not_allowed' } });
    expect(await listed(id)).toMatch(
      / {2}203\.0\.113\.0\/24,2001:db8::\/32 {2}live, expires \d{4}-\d\d-\d\d \d\d:\d\d$/,
    );
  });

  test.each([
    [['create', '--name', 'x', '--expires', 'soon'], /^--expires is "soon"; it must be a number of/],
    [['create', '--name', 'x', '--allow', 'office'], /^--allow names "office", which must be/],
    [['create'], /^npm run keys -- create --name <name> /],
    [['list', '--overlap', '1h'], /^npm run keys -- create --name <name> /],
    [['create', '--colour', 'red'], /^Unknown option '--colour'/],
    [['list', '--workspace', '77'], /^There is no workspace 77\.\n$/],
  ])('npm run keys -- %j ends with 1 and says why on the standard error alone', async (args, said) => {
    const { code, stdout, stderr } = await hydra.run(['keys', ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(said);
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

  test.each(['revoked_at', 'expires_at'])(
    'makes another key where %s of the one of this folder has come, and sends with it',
    async (end) => {
      expect((await hydra.run(use)).code).toBe(0);
      const ofFolder = `name = 'Command line of this folder'`;
      await pool.query(`UPDATE api_key SET ${end} = now() - interval '1 second' WHERE ${ofFolder}`);
      const { code, stdout, stderr } = await hydra.run(use);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^ {2}accepted {3}200 in \d+ ms$/m);
      const { rows } = await pool.query(
        `SELECT FROM api_key WHERE ${ofFolder} AND revoked_at IS NULL AND expires_at IS NULL`,
      );
      expect(rows).toHaveLength(1);
    },
  );

  test('prints why a call was refused, and ends with 1', async () => {
    const { code, stdout } = await hydra.run([...use, '--key', 'hydra_live_mistyped']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}refused {4}401 invalid_api_key: \S.*\.$/m);
  });
});

describe('npm run workspaces', () => {
  const list = async (): Promise<string> => (await hydra.run(['workspaces', 'list'])).stdout;

  test('a workspace made beside another has a sign-in and a key that work, shown once, and can be suspended and resumed', async () => {
    const asked = ['workspaces', 'create', '--name', 'Second', '--admin-email', 'Grace@acme.example'];
    const { code, stdout, stderr } = await hydra.run(asked);
    const [, number = '', email, password, key = ''] =
      /^Created the workspace "Second" \((\d+)\)\. The password and the key are shown this once:\nSign-in {3}(.+)\nPassword {2}(.+)\nAPI key {3}(.+)\n$/.exec(
        stdout,
      ) ?? [];
    expect({ code, stderr, email }).toEqual({ code: 0, stderr: '', email: 'grace@acme.example' });
    const session = await request(`${hydra.apiUrl}/api/session`, {
      method: 'POST',
      body: { email, password },
    });
    expect(session).toMatchObject({
      status: 200,
      body: { workspace: { id: Number(number), name: 'Second' } },
    });
    expect(await list()).toMatch(new RegExp(`^${number} +Second {2}.+ {2}open$`, 'm'));
    const scanners = await pool.query('SELECT name FROM scanner WHERE workspace_id = $1', [number]);
    expect(scanners.rows).toEqual([{ name: 'Product Usage Scanner' }]);

    expect((await hydra.run(['workspaces', 'suspend', number])).code).toBe(0);
    expect(await trackWith(key)).toMatchObject({ status: 403, body: { code: 'workspace_suspended' } });
    expect(await list()).toMatch(new RegExp(`^${number} +Second {2}.+ {2}suspended .+$`, 'm'));
    expect((await hydra.run(['workspaces', 'resume', number])).code).toBe(0);
    expect(await list()).toMatch(new RegExp(`^${number} +Second {2}.+ {2}open$`, 'm'));
    const made = await hydra.run(['keys', 'create', '--name', 'Third', '--workspace', number]);
    expect((await trackWith(made.stdout.trim().split('\n').at(-1) ?? '')).status).toBe(200);
    const { rows } = await pool.query(
      `SELECT actor, action FROM audit WHERE workspace_id = $1 AND action LIKE 'workspace.%' ORDER BY id`,
      [number],
    );
    expect(rows).toEqual(
      ['create', 'suspend', 'resume'].map((verb) => ({ actor: 'command line', action: `workspace.${verb}` })),
    );
  });

  test('nothing is made where the address has a sign-in already', async () => {
    const before = await list();
    const outcome = await hydra.run([
      'workspaces',
      'create',
      '--name',
      'Twin',
      '--admin-email',
      'admin@example.com',
    ]);
    expect(outcome).toEqual({ code: 1, stdout: '', stderr: 'This e-mail address has a sign-in already.\n' });
    expect(await list()).toBe(before);
  });

  test.each([
    [['suspend', '999'], 'There is no workspace 999.\n'],
    [
      ['resume', 'x'],
      '"x" is not the number of a workspace. npm run workspaces -- list shows the numbers.\n',
    ],
    [
      ['create', '--name', 'x', '--admin-email', 'ada'],
      '--admin-email is "ada", which is no e-mail address.\n',
    ],
  ])('npm run workspaces -- %j ends with 1 and one line', async (args, stderr) => {
    expect(await hydra.run(['workspaces', ...args])).toEqual({ code: 1, stdout: '', stderr });
  });
});
