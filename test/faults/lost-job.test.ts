import { jest } from '@jest/globals';
import { toLine } from '#inbox';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { putRow } from '../support/inbox-row.js';
import { startOwnCluster, type OwnCluster } from '../support/own-cluster.js';
import { countStored } from '../support/progress.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startSystem, type System } from '../support/system.js';
import { createWorkspace } from '../support/workspace.js';
import { testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

/** Longer than it takes, and shorter than the sweep waits for a job when there was no trouble, which is 10 s. */
const soonMs = 8_000;

let cluster: OwnCluster;
let redis: RedisServer | null = null;
let system: System | null = null;

beforeAll(async () => {
  cluster = await startOwnCluster();
});

afterEach(async () => {
  await system?.stop();
  await redis?.stop();
});

afterAll(() => cluster?.stop());

/** An event is stored; then there is trouble; and afterwards one lies in the inbox whose job was lost in it. */
async function lose(trouble: () => Promise<void>): Promise<void> {
  system = await startSystem({ databaseUrl: cluster.url, redisUrl: redis?.url ?? null });
  const { id, authorization } = await createWorkspace(cluster);
  const track = { messageId: 'before', userId: 'u1', event: 'Used' };
  expect((await send(system.baseUrl, '/v1/track', track, { authorization })).status).toBe(200);
  await eventually('it is stored', async () => (await countStored(cluster.pool, id)) === 1);
  await trouble();
  const at = new Date().toISOString();
  const line = toLine(id, { ...track, type: 'track', messageId: 'lost', timestamp: at, receivedAt: at });
  await putRow(cluster.pool, { queue: 'track', lines: [line] });
  await eventually('both are stored', async () => (await countStored(cluster.pool, id)) === 2, soonMs);
}

test('after Postgres was killed, an event that lost its job with it is stored within seconds', () =>
  lose(async () => {
    await cluster.kill();
    await cluster.restart();
  }));

test('after Redis was killed, an event that lost its job with it is stored within seconds', async () => {
  redis = await startRedis();
  await lose(async () => redis?.restart());
});
