import { createOutageLog } from './outage-log.js';

function listen(kind: 'redis' | 'redis-cluster' | 'postgres') {
  const lines: string[] = [];
  let ready = false;
  let onReady = (): void => {};
  const tell = createOutageLog(
    { kind, isReady: () => ready, onReady: (listener) => void (onReady = listener) },
    { warn: (_details, message) => void lines.push(message), info: (message) => void lines.push(message) },
  );
  return {
    lines,
    error: (message: string) => tell(new Error(message), 'the worker reports an error'),
    answers() {
      ready = true;
      onReady();
    },
    isGone() {
      ready = false;
    },
  };
}

describe('an outage of Redis', () => {
  it('is one line however much is reported, and its end another', () => {
    const redis = listen('redis');
    redis.answers();
    redis.isGone();
    for (let count = 0; count < 9; count += 1) redis.error('connect ECONNREFUSED');
    redis.answers();
    redis.isGone();
    redis.error('connect ECONNREFUSED');
    const gone =
      'the Redis of REDIS_URL does not answer; what is accepted waits safely in the inbox until it does';
    expect(redis.lines).toEqual([gone, 'the Redis of REDIS_URL answers again', gone]);
  });

  it('names the setting of a cluster', () => {
    const cluster = listen('redis-cluster');
    cluster.error('None of startup nodes is available');
    expect(cluster.lines).toEqual([expect.stringContaining('REDIS_CLUSTER_NODES')]);
  });

  it('is not what else is reported while it answers, nor what Postgres reports', () => {
    const [redis, postgres] = [listen('redis'), listen('postgres')];
    redis.answers();
    for (const engine of [redis, postgres]) {
      engine.error('LOADING');
      engine.error('LOADING');
      expect(engine.lines).toEqual(['the worker reports an error', 'the worker reports an error']);
    }
  });
});
