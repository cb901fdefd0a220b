import { setTimeout as pause } from 'node:timers/promises';
import { Analytics } from '@segment/analytics-node';
import { jest } from '@jest/globals';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { startOwnCluster, type OwnCluster } from '../support/own-cluster.js';
import { countStored } from '../support/progress.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startDelivery } from '../support/segment-delivery.js';
import { settled } from '../support/state.js';
import { startSystem, type System } from '../support/system.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';
import { recoveryMaxMs, settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const outageMs = 30_000;
const load = createLoad(20_000);
/**
 * As many programs that send, with one batch each: at every attempt a client adds a listener to the one signal that it
 * has and takes none away, and Node warns of more than ten.
 */
const clientCount = 10;
const batchSize = 20;

describe('an outage of 30 s', () => {
  let cluster: OwnCluster;
  let redis: RedisServer;
  let system: System;
  let workspace: Workspace;

  beforeAll(async () => {
    cluster = await startOwnCluster();
    redis = await startRedis();
    system = await startSystem({ databaseUrl: cluster.url, redisUrl: redis.url, settings });
  });

  afterAll(async () => {
    await system?.stop();
    await redis?.stop();
    await cluster?.stop();
  });

  beforeEach(async () => {
    workspace = await createWorkspace(cluster);
  });

  test('of Redis, which then is empty: of a client that never retries not one event is refused, none lost, none counted twice', async () => {
    const over = { is: false };
    const outage = (async () => {
      await redis.kill();
      await pause(outageMs);
      await redis.restart();
      over.is = true;
    })();
    const acknowledged = new Set<string>();
    const refused: string[] = [];
    for (let at = 0; at < load.requests.length && !(over.is && at > load.requests.length / 2); at += 1) {
      const request = load.requests[at] ?? [];
      const [only] = request;
      const response = await fetch(`${system.baseUrl}${request.length === 1 ? '/v1/segment' : '/v1/batch'}`, {
        method: 'POST',
        headers: { authorization: workspace.authorization },
        body: JSON.stringify(request.length === 1 ? only : { batch: request }),
      });
      await response.arrayBuffer();
      if (response.status === 200) for (const { messageId } of request) acknowledged.add(messageId);
      else refused.push(String(response.status));
      await pause(outageMs / load.requests.length);
    }
    await outage;
    await settled(cluster.pool, recoveryMaxMs);

    expect(refused).toEqual([]);
    expect(await judge(cluster.pool, workspace.id, load, acknowledged)).toEqual(allKept);
    expect(await countStored(cluster.pool, workspace.id)).toBe(acknowledged.size);
  });

  test('of Postgres: clients that retry read 503 with Retry-After and nothing else, and in the end everything is stored and counted once', async () => {
    const answers = new Map<string, number>();
    const watched = watching(answers);
    const failures: unknown[] = [];
    const clients = Array.from({ length: clientCount }, () => {
      const client = new Analytics({
        writeKey: workspace.key,
        host: system.baseUrl,
        flushAt: batchSize,
        httpClient: watched,
      });
      return client.on('error', (error) => failures.push(error));
    });
    await cluster.kill();
    const delivery = startDelivery(
      system.baseUrl,
      workspace.authorization,
      load.events.slice(0, 2_000),
      Math.random,
    );
    // In the middle: the waits of this client double up to a minute, and there is nothing to see in the last of them.
    await pause(outageMs / 2);
    for (const [at, { userId, timestamp }] of load.events.slice(0, clientCount * batchSize).entries()) {
      const client = clients[at % clientCount];
      client?.track({ userId: String(userId), event: 'Seen', timestamp: String(timestamp) });
    }
    await pause(outageMs / 2);
    await cluster.restart();
    await delivery.done;
    await Promise.all(clients.map((client) => client.closeAndFlush({ timeout: recoveryMaxMs })));
    await settled(cluster.pool, recoveryMaxMs);

    expect(failures).toEqual([]);
    expect(delivery.discarded).toEqual([]);
    expect([...delivery.retried.keys()]).toEqual(['503']);
    expect([...answers.keys()].toSorted()).toEqual(['200 ', '503 with Retry-After']);
    expect(await countStored(cluster.pool, workspace.id)).toBe(2_000 + clientCount * batchSize);
  });
});

/** Segment's client sends through this; it notes each status and whether it says when to come again. */
function watching(answers: Map<string, number>) {
  return async (url: string, options: RequestInit): Promise<Response> => {
    const response = await fetch(url, options);
    const hint = response.headers.has('retry-after') ? 'with Retry-After' : '';
    const seen = `${response.status} ${hint}`;
    answers.set(seen, (answers.get(seen) ?? 0) + 1);
    return response;
  };
}
