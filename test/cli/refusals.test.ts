import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { useHydraFolder, type Outcome } from './hydra-cli.js';

const hydra = useHydraFolder();
const databaseAt = (port: number): string => `postgresql://ada:hunter2hunter2@127.0.0.1:${port}/hydra`;

/** One line that a person can act on, and nothing else. */
const refusal = (line: string): Outcome => ({ code: 1, stdout: '', stderr: `${line}\n` });

afterEach(async () => {
  expect(await hydra.processes()).toEqual([]);
});

test.each(['start', 'demo'])(
  'npm run %s on a port that is taken ends with 1 and one line that names it',
  async (command) => {
    const occupant = createServer().listen(hydra.port, '127.0.0.1');
    await once(occupant, 'listening');
    try {
      expect(await hydra.run([command])).toEqual(
        refusal(`Port ${hydra.port} is taken. Set PORT to another one, or stop what uses it.`),
      );
    } finally {
      occupant.close();
    }
  },
);

test('a DATABASE_URL where nothing listens ends it with 1 and one line without the password', async () => {
  const port = await findFreePort();
  expect(await hydra.run(['start'], { DATABASE_URL: databaseAt(port) })).toEqual(
    refusal(
      `Cannot use the Postgres of DATABASE_URL (127.0.0.1:${port}/hydra): nothing listens there. Start it, or correct DATABASE_URL.`,
    ),
  );
});

test('a DATABASE_URL that does not answer ends it with 1 and one line, after five seconds', async () => {
  const silent = await startTcpProxy(await findFreePort());
  silent.freeze();
  try {
    expect(await hydra.run(['start'], { DATABASE_URL: databaseAt(silent.port) })).toEqual(
      refusal(
        `Cannot use the Postgres of DATABASE_URL (127.0.0.1:${silent.port}/hydra): no answer within 5 s.`,
      ),
    );
  } finally {
    await silent.stop();
  }
});

test.each([
  [{ PORT: 'abc' }, 'PORT is "abc"; it must be a whole number from 1 to 65535.'],
  [
    { HYDRA_QUEUES: 'track,trakc' },
    'HYDRA_QUEUES names "trakc", which is no queue; there are identify, track, upkeep.',
  ],
  [{ HYDRA_ADMIN_PASSWORD: 'hunter2' }, 'HYDRA_ADMIN_PASSWORD must be at least 12 characters long.'],
])('the wrong setting %j ends it with 1 and one line that says what is allowed', async (settings, line) => {
  expect(await hydra.run(['start'], settings)).toEqual(refusal(line));
});

test('a disk that is full ends it with 1 and one line that says so', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hydra-test-full-'));
  const clusterDir = join(dataDir, 'postgres', 'data');
  try {
    // What an earlier start has left behind, as far as a start looks before it writes; and what it writes finds no room.
    await chmod(dataDir, 0o755);
    await mkdir(clusterDir, { recursive: true });
    await writeFile(join(dataDir, 'postgres.json'), JSON.stringify({ password: 'p', port: hydra.port }));
    await writeFile(join(clusterDir, 'PG_VERSION'), '18\n');
    await symlink('/dev/full', join(clusterDir, 'hydra.conf'));
    expect(await hydra.run(['start'], { HYDRA_DATA_DIR: dataDir })).toEqual(
      refusal(
        'The disk is full (ENOSPC: no space left on device, write). Free some space, or set HYDRA_DATA_DIR to a larger disk.',
      ),
    );
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('npm run send where no Hydra runs ends with 1 and one line that says how to start it', async () => {
  expect(await hydra.run(['send', 'track', '--user', 'u1'])).toEqual(
    refusal(
      'Hydra is not running in this folder. Start it with npm start, or say where it is with --url and --key.',
    ),
  );
});
