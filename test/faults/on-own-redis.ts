import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startSystem, type System } from '../support/system.js';
import { settings } from './load.js';

/** What the tests of a suite have to themselves; there from the first of them on. */
export interface OnOwnRedis {
  readonly database: TestDatabase;
  readonly redis: RedisServer;
  readonly system: System;
}

/** Starts a system on a database and a Redis of its own before the tests of a suite, and stops all of it after them. */
export function onOwnRedis(): OnOwnRedis {
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

  return {
    get database() {
      return database;
    },
    get redis() {
      return redis;
    },
    get system() {
      return system;
    },
  };
}
