import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopProcess, track } from './child.js';
import { freePort } from './free-port.js';

const readyMaxMs = 10_000;

/** A Redis of the benchmark's own. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** True when a `redis-server` is on the PATH. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { timeout: 5_000 }).status === 0;
}

/** Starts `redis-server` from the PATH with an append-only file written every second and no eviction. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const settings = {
    port,
    dir,
    bind: '127.0.0.1',
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = track(spawn('redis-server', args, { stdio: 'ignore' }));
  await portOpens(port);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid ?? 0,
    stop: async () => {
      await stopProcess(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function portOpens(port: number): Promise<void> {
  const until = Date.now() + readyMaxMs;
  while (!(await accepts(port))) {
    if (Date.now() > until) throw new Error(`redis-server did not listen on ${port} within ${readyMaxMs} ms`);
    await sleep(20);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
