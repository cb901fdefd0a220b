import { jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { settled } from '../support/state.js';
import { startSystem, type System } from '../support/system.js';
import { createWorkspace } from '../support/workspace.js';
import { recoveryMaxMs, settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const stopMaxMs = 10_000;
const gone = 'the Redis of REDIS_URL does not answer';
const back = 'the Redis of REDIS_URL answers again';

describe('while Redis is gone', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let system: System;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis();
    system = await startSystem({ databaseUrl: database.url, redisUrl: redis.url, settings });
  });

  afterAll(async () => {
    await system?.stop();
    await redis?.stop();
    await database?.close();
  });

  const count = (text: string): number => system.log().split(text).length - 1;
  const reportedErrors = (): number => count('reports an error');

  /** Waits until the sweep has had to do with an event for a while; an idle worker asks every second, and is refused. */
  const overdue = (): Promise<unknown> =>
    eventually(
      'an event is overdue',
      async () => {
        const { rows } = await database.pool.query<{ old: boolean }>(
          "SELECT min(received_at) < now() - interval '14 s' AS old FROM inbox",
        );
        return rows[0]?.old === true;
      },
      recoveryMaxMs,
    );

  it('a worker says so once, and once that it is back', async () => {
    const workspace = await createWorkspace(database);
    await redis.kill();
    await eventually('it is told', () => count(gone) === 1);
    const event = { type: 'track', userId: 'u1', event: 'Seen' };
    await send(system.baseUrl, '/v1/segment', event, { authorization: workspace.authorization });
    await overdue();
    expect(count(gone)).toBe(1);
    await redis.restart();
    await settled(database.pool, recoveryMaxMs);
    await eventually('it is told that it is back', () => count(back) === 1);
    expect(count(gone)).toBe(1);
    expect(reportedErrors()).toBe(0);
  });

  it('a worker that is told to stop ends by itself in time, with 0', async () => {
    const workspace = await createWorkspace(database);
    await redis.kill();
    const event = { type: 'track', userId: 'u1', event: 'Seen' };
    await send(system.baseUrl, '/v1/segment', event, { authorization: workspace.authorization });
    await overdue();
    const askedAt = performance.now();
    expect(await system.kill('worker', 'SIGTERM')).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(stopMaxMs);
  });
});
