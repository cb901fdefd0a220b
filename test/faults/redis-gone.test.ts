import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { settled } from '../support/state.js';
import { createWorkspace } from '../support/workspace.js';
import { recoveryMaxMs, testMaxMs } from './load.js';
import { onOwnRedis } from './on-own-redis.js';

jest.setTimeout(testMaxMs);

const stopMaxMs = 10_000;
const gone = 'the Redis of REDIS_URL does not answer';
const back = 'the Redis of REDIS_URL answers again';

describe('while Redis is gone', () => {
  const own = onOwnRedis();

  const count = (text: string): number => own.system.log().split(text).length - 1;
  const reportedErrors = (): number => count('reports an error');

  /** Waits until the sweep has had to do with an event for a while; an idle worker asks every second, and is refused. */
  const overdue = (): Promise<unknown> =>
    eventually(
      'an event is overdue',
      async () => {
        const { rows } = await own.database.pool.query<{ old: boolean }>(
          "SELECT min(received_at) < now() - interval '14 s' AS old FROM inbox",
        );
        return rows[0]?.old === true;
      },
      recoveryMaxMs,
    );

  it('a worker says so once, and once that it is back', async () => {
    const workspace = await createWorkspace(own.database);
    await own.redis.kill();
    await eventually('it is told', () => count(gone) === 1);
    const event = { type: 'track', userId: 'u1', event: 'Seen' };
    await send(own.system.baseUrl, '/v1/segment', event, { authorization: workspace.authorization });
    await overdue();
    expect(count(gone)).toBe(1);
    await own.redis.restart();
    await settled(own.database.pool, recoveryMaxMs);
    await eventually('it is told that it is back', () => count(back) === 1);
    expect(count(gone)).toBe(1);
    expect(reportedErrors()).toBe(0);
  });

  it('a worker that is told to stop ends by itself in time, with 0', async () => {
    const workspace = await createWorkspace(own.database);
    await own.redis.kill();
    const event = { type: 'track', userId: 'u1', event: 'Seen' };
    await send(own.system.baseUrl, '/v1/segment', event, { authorization: workspace.authorization });
    await overdue();
    const askedAt = performance.now();
    expect(await own.system.kill('worker', 'SIGTERM')).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(stopMaxMs);
  });
});
