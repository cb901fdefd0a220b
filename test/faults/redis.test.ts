import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { assertEngineFit, openEngine } from '#queues';
import { eventually } from '../support/eventually.js';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { countStored, queuesDrained } from '../support/progress.js';
import { startRedis } from '../support/redis-server.js';
import { startClient } from '../support/retrying-client.js';
import { settled } from '../support/state.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';
import { recoveryMaxMs, size, testMaxMs } from './load.js';
import { onOwnRedis } from './on-own-redis.js';

jest.setTimeout(testMaxMs);

const load = createLoad(size);

describe('on the redis queue', () => {
  const own = onOwnRedis();
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = await createWorkspace(own.database);
  });

  it('Redis is killed and comes back empty: nobody notices, and everything is stored and counted once', async () => {
    const client = startClient(own.system.baseUrl, workspace.authorization, load);
    await eventually(
      'a part is stored',
      async () => (await countStored(own.database.pool, workspace.id)) > size / 20,
    );
    expect(await countStored(own.database.pool, workspace.id)).toBeLessThan(size);
    await own.redis.kill();
    await own.redis.restart();
    await client.done;
    await settled(own.database.pool, recoveryMaxMs);

    expect([...client.refusals]).toEqual([]);
    expect(await judge(own.database.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
    expect(await countStored(own.database.pool, workspace.id)).toBe(size);
    await queuesDrained(own.system.baseUrl, recoveryMaxMs);
  });

  it('Redis is gone while the whole load comes in: it is taken in all the same, and worked on when Redis is back', async () => {
    await own.redis.kill();
    const client = startClient(own.system.baseUrl, workspace.authorization, load);
    await client.done;
    expect([...client.refusals]).toEqual([]);
    await own.redis.restart();
    await settled(own.database.pool, recoveryMaxMs);
    expect(await judge(own.database.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
    expect(await countStored(own.database.pool, workspace.id)).toBe(size);
  });
});

it('a Redis that evicts keys is refused, with what to change', async () => {
  const redis = await startRedis();
  const settings = { databaseUrl: 'postgresql://nobody', redisClusterNodes: null, workerConcurrency: 1 };
  const engine = openEngine({ ...settings, redisUrl: redis.url }, 'worker');
  try {
    await assertEngineFit(engine);
    if (engine.connection instanceof Redis)
      await engine.connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(assertEngineFit(engine)).rejects.toThrow(
      /"allkeys-lru".*Set maxmemory-policy to noeviction/,
    );
  } finally {
    await engine.close();
    await redis.stop();
  }
});
