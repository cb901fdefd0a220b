import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startChild, type Child } from '../system/child.js';
import type { RedisServer } from '../system/redis-server.js';
import type { TextbookOptions } from './textbook/options.js';

/** How many jobs the textbook worker has under way; 10, 20 and 50 were measured to make no difference. */
const concurrency = 20;
const tablesFile = new URL('../../../../test/bench/rivals/textbook/tables.sql', import.meta.url);

/** The textbook service, running: API and worker in one process, as the guides have it. */
export class TextbookService {
  private constructor(
    private readonly child: Child,
    private readonly pool: pg.Pool,
    private readonly redis: Redis,
  ) {}

  /** Makes the tables in an empty database and starts the service. */
  static async start(databaseUrl: string, redisServer: RedisServer): Promise<TextbookService> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5_000 });
    await pool.query(await readFile(tablesFile, 'utf8'));
    const options: TextbookOptions = { databaseUrl, redisPort: redisServer.port, role: 'both', concurrency };
    const child = await startChild(new URL('./textbook/main.js', import.meta.url), {
      args: [JSON.stringify(options)],
    });
    const redis = new Redis(redisServer.port, '127.0.0.1');
    // Each command tells of its own failure; without a listener, ioredis writes to the terminal.
    redis.on('error', () => undefined);
    return new TextbookService(child, pool, redis);
  }

  get port(): number {
    return this.child.port;
  }

  /** Whether every job is done; a job is done once its transaction is committed. */
  async isIdle(): Promise<boolean> {
    const [waiting, active] = await Promise.all([
      this.redis.llen('bull:events:wait'),
      this.redis.llen('bull:events:active'),
    ]);
    return waiting === 0 && active === 0;
  }

  async countEvents(): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>('SELECT count(*) FROM "Event"');
    return Number(rows[0]?.count ?? 0);
  }

  async stop(): Promise<void> {
    await this.child.stop();
    this.redis.disconnect();
    await this.pool.end();
  }
}
