import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { startOwnCluster, type OwnCluster } from '../support/own-cluster.js';
import { countStored, queuesDrained } from '../support/progress.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startClient, type RetryingClient } from '../support/retrying-client.js';
import { settled } from '../support/state.js';
import { startSystem, type System } from '../support/system.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';
import { recoveryMaxMs, settings, size, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const load = createLoad(size);

describe.each(['postgres', 'redis'])('on the %s queue', (engine) => {
  let cluster: OwnCluster;
  let redis: RedisServer | null;
  let system: System;
  let workspace: Workspace;

  beforeAll(async () => {
    cluster = await startOwnCluster();
    redis = engine === 'redis' ? await startRedis() : null;
    system = await startSystem({ databaseUrl: cluster.url, redisUrl: redis?.url ?? null, settings });
  });

  afterAll(async () => {
    await system?.stop();
    await redis?.stop();
    await cluster?.stop();
  });

  beforeEach(async () => {
    workspace = await createWorkspace(cluster);
  });

  /** Sends the load and lets the fault strike in the middle of it. @returns what the client then knows, when all is done */
  async function sendThrough(fault: () => Promise<void>): Promise<RetryingClient> {
    const client = startClient(system.baseUrl, workspace.authorization, load);
    await eventually(
      'a part is stored',
      async () => (await countStored(cluster.pool, workspace.id)) > size / 20,
    );
    expect(client.acknowledged.size).toBeLessThan(size);
    await fault();
    await client.done;
    await settled(cluster.pool, recoveryMaxMs);
    await queuesDrained(system.baseUrl, recoveryMaxMs);
    return client;
  }

  it.each<[string, () => Promise<void>]>([
    [
      'Postgres is killed with all its processes',
      async () => {
        await cluster.kill();
        await cluster.restart();
      },
    ],
    ['one session’s process is killed, and Postgres recovers', () => cluster.killBackend('hydra-api')],
  ])('%s: everything acknowledged is stored and counted once', async (_what, fault) => {
    const { refusals, acknowledged } = await sendThrough(fault);
    expect([...refusals.keys()]).toEqual(['503']);
    expect(await judge(cluster.pool, workspace.id, load, acknowledged)).toEqual(allKept);
    expect(await countStored(cluster.pool, workspace.id)).toBe(size);
  });
});
