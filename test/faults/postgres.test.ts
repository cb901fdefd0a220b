import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { startOwnCluster, type OwnCluster } from '../support/own-cluster.js';
import { countStored, queuesDrained } from '../support/progress.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startClient } from '../support/retrying-client.js';
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

  /** Sends the load, lets the fault strike in the middle, and holds Hydra to its promises. */
  async function strike(fault: () => Promise<void>): Promise<void> {
    const client = startClient(system.baseUrl, workspace.authorization, load);
    await eventually('a part is stored', async () => (await countStored(cluster.pool, workspace.id)) > size / 20);
    expect(client.acknowledged.size).toBeLessThan(size);
    await fault();
    await client.done;
    await settled(cluster.pool, recoveryMaxMs);

    expect(client.refusals.size).toBeGreaterThan(0);
    expect([...client.refusals.keys()].filter((refusal) => refusal !== '503')).toEqual([]);
    expect(await judge(cluster.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
    expect(await countStored(cluster.pool, workspace.id)).toBe(size);
    await queuesDrained(system.baseUrl, recoveryMaxMs);
  }

  it('Postgres is killed with all its processes: everything acknowledged is stored and counted once', async () => {
    await strike(async () => {
      await cluster.kill();
      await cluster.restart();
    });
  });

  it('one session’s process is killed, and Postgres recovers: everything acknowledged is stored and counted once', async () => {
    await strike(() => cluster.killBackend('hydra-api'));
  });
});
