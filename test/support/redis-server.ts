import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { findFreePort } from './free-port.js';

/** A real Redis of a test file's own, with nothing kept on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty, after a kill. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the `redis-server` of the PATH. @throws Error that says how to get one where there is none */
export async function startRedis(): Promise<RedisServer> {
  if (spawnSync('redis-server', ['--version'], { timeout: 10_000 }).status !== 0) {
    throw new Error(
      'This test needs a redis-server on the PATH and there is none. Install it (Debian: apt-get install redis-server).',
    );
  }
  const port = await findFreePort();
  const dir = await mkdtemp(join(tmpdir(), 'hydra-test-redis-'));
  let kill = await run(port, dir);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => kill(),
    restart: async () => {
      await kill();
      kill = await run(port, dir);
    },
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The shell kills it when its own standard input ends, that is, also when the process that runs the tests is gone. */
const script = '"$@" & pid=$!; read -r _; kill -9 $pid; wait $pid 2>/dev/null';

async function run(port: number, dir: string): Promise<() => Promise<void>> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const command = ['redis-server', ...settings, '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const shell = spawn('sh', ['-c', script, 'redis', ...command], { stdio: ['pipe', 'ignore', 'ignore'] });
  await eventually(`redis-server listens on ${port}`, () => listens(port), 10_000);
  return async () => {
    if (shell.exitCode !== null) return;
    const gone = once(shell, 'exit');
    shell.stdin.end();
    await gone;
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (open: boolean): void => {
      socket.destroy();
      answer(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
