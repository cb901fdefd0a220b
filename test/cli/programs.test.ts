import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, type Environment } from '#config';
import { findFreePort } from '../support/free-port.js';
import { collect } from '../support/program.js';
import type { Outcome } from './hydra-cli.js';

const killAfterMs = 60_000;
const nowhere = 'postgresql://ada:hunter2hunter2@127.0.0.1:1/hydra';

/** Runs a program as an installation without `npm start` does. */
async function run(app: string, settings: Environment): Promise<Outcome> {
  const main = fileURLToPath(new URL(`../../dist/apps/${app}/src/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    cwd: tmpdir(),
    env: { ...bareEnvironment(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: killAfterMs,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

const refusal = (line: string): Outcome => ({ code: 1, stdout: '', stderr: `Hydra ended: ${line}\n` });

test.each([
  ['api', { PORT: 'abc' }, 'PORT is "abc"; it must be a whole number from 1 to 65535.'],
  ['api', {}, 'DATABASE_URL is not set. Start the API with npm start, or set it.'],
  ['worker', {}, 'DATABASE_URL is not set. Start the workers with npm start, or set it.'],
  [
    'worker',
    { DATABASE_URL: nowhere, HYDRA_QUEUES: 'trakc' },
    'HYDRA_QUEUES names "trakc", which is no queue. Use identify, track, upkeep.',
  ],
  [
    'worker',
    { DATABASE_URL: nowhere, HYDRA_WORKER_CONCURRENCY: '0' },
    'HYDRA_WORKER_CONCURRENCY is "0"; it must be a whole number from 1 to 256.',
  ],
])(
  'the program %s, started with %j, ends with 1 and one line that says what is wrong',
  async (app, settings, line) => {
    expect(await run(app, settings)).toEqual(refusal(line));
  },
);

test('the API on a port that is taken ends with 1 and one line that names it', async () => {
  const port = await findFreePort();
  const occupant = createServer().listen(port, '127.0.0.1');
  await once(occupant, 'listening');
  try {
    const { code, stderr } = await run('api', { DATABASE_URL: nowhere, PORT: String(port) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Hydra ended: Cannot listen there (listen EADDRINUSE: address already in use 127.0.0.1:${port}). Set HOST, PORT or HYDRA_METRICS_PORT to something else.\n`,
    });
  } finally {
    occupant.close();
  }
});
