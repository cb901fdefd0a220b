import { z } from 'zod';
import { commaList, flag, trustedProxies, url, wholeNumber } from './setting-types.js';

/** What is kept of the address that a browser calls from. */
const addressPolicies = ['keep', 'mask', 'drop'] as const;
export type AddressPolicy = (typeof addressPolicies)[number];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * Every setting of Hydra: its name in the environment, what it may hold, its default, and what it does.
 * A setting that is absent or empty takes its default; one without a default is then null.
 */
export const settingsSchema = z.object({
  PORT: wholeNumber(1, 65_535).default(3000).describe('Port of the API.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address the API listens on. 127.0.0.1 is reachable from this machine only; 0.0.0.0 from everywhere.',
    ),
  DATABASE_URL: url('postgres', 'postgresql')
    .nullable()
    .default(null)
    .describe('Postgres to use, as postgresql://user:password@host:5432/name. Unset: the embedded Postgres.'),
  HYDRA_DATABASE_POOL_MAX: wholeNumber(2, 1000)
    .default(10)
    .describe(
      'Connections to Postgres that the API may hold. A worker holds HYDRA_WORKER_CONCURRENCY and two, and as many for the queue where Postgres carries it.',
    ),
  REDIS_URL: url('redis', 'rediss')
    .nullable()
    .default(null)
    .describe('Redis that carries the queues, as redis://host:6379. Unset: Postgres carries them.'),
  REDIS_CLUSTER_NODES: commaList(/^[a-z0-9._-]+:\d{1,5}$/i, 'a list of host:port separated by commas')
    .nullable()
    .default(null)
    .describe('Redis Cluster that carries the queues, as host:port,host:port. Instead of REDIS_URL.'),
  HYDRA_QUEUES: commaList(/^[a-z][a-z-]*$/, 'queue names separated by commas, such as identify,track')
    .nullable()
    .default(null)
    .describe('Queues that this worker serves, separated by commas. Unset: all of them.'),
  HYDRA_WORKER_CONCURRENCY: wholeNumber(1, 256)
    .default(4)
    .describe('Jobs that one worker process works on at the same time.'),
  HYDRA_DATA_DIR: z
    .string()
    .default('.hydra')
    .describe('Folder of the embedded Postgres and of the logs that `npm start` writes.'),
  HYDRA_ADMIN_EMAIL: z
    .email({ error: 'an e-mail address' })
    .transform((email) => email.toLowerCase())
    .nullable()
    .default(null)
    .describe('E-mail address of the staff sign-in that the first start makes.'),
  HYDRA_ADMIN_PASSWORD: z
    .string()
    .min(12, { error: 'at least 12 characters long' })
    .max(256, { error: 'at most 256 characters long' })
    .nullable()
    .default(null)
    .describe(
      'Password of the staff sign-in that the first start makes. Unset: one is made up and shown once.',
    ),
  HYDRA_KEY: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'API key that `npm run send` sends with. Unset: one of its own, kept in the folder of HYDRA_DATA_DIR.',
    ),
  HYDRA_RATE_LIMIT: wholeNumber(1, 10_000_000)
    .default(1000)
    .describe('Events a second that one workspace may send to one API process; beyond it the answer is 429.'),
  HYDRA_RATE_LIMIT_BURST_SECONDS: wholeNumber(1, 3600)
    .default(5)
    .describe('Seconds of HYDRA_RATE_LIMIT that a workspace may save up and send at once.'),
  HYDRA_INBOX_HIGH_WATER_MARK: wholeNumber(1, 1_000_000_000)
    .default(1_000_000)
    .describe('Events waiting to be processed at which the answer becomes 503, so that senders hold back.'),
  HYDRA_RETENTION_DAYS: wholeNumber(31, 36_500)
    .default(395)
    .describe(
      'Days for which events are kept, and for as long a repeated one is known to be one. People and counts stay.',
    ),
  HYDRA_LOG_LEVEL: z
    .enum(logLevels, { error: `one of ${logLevels.join(', ')}` })
    .default('info')
    .describe(`Least severe log lines to write: ${logLevels.join(', ')}.`),
  HYDRA_SHUTDOWN_GRACE_MS: wholeNumber(100, 600_000)
    .default(4000)
    .describe(
      'Milliseconds a process may take to finish what it has begun when it is told to stop. `npm start` gives each at most 2.5 s.',
    ),
  HYDRA_COOKIE_SECURE: flag()
    .default(false)
    .describe(
      'true: the staff session cookie travels over HTTPS only. Set it wherever staff sign in over HTTPS.',
    ),
  HYDRA_TRUST_PROXY: trustedProxies()
    .default(false)
    .describe(
      'Proxies whose X-Forwarded-For is believed: how many stand in front, or their addresses (10.0.0.0/8,::1). Unset: none.',
    ),
  HYDRA_ADDRESS_POLICY: z
    .enum(addressPolicies, { error: `one of ${addressPolicies.join(', ')}` })
    .default('keep')
    .describe(
      'What is kept of the addresses that browsers call from: keep, mask (without the last part) or drop.',
    ),
  HYDRA_LIVE_EVENTS: flag()
    .default(true)
    .describe('Whether requests and events are shown to staff as they come. false: none is noted.'),
  HYDRA_METRICS_PORT: wholeNumber(0, 65_535)
    .default(0)
    .describe(
      'Port on which a worker shows its metrics and health; 0 is off. `npm start` counts up from it.',
    ),
});

/** Settings whose value is never shown, in an error or anywhere else. */
export const secretSettings: ReadonlySet<string> = new Set<keyof typeof settingsSchema.shape>([
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_CLUSTER_NODES',
  'HYDRA_ADMIN_PASSWORD',
  'HYDRA_KEY',
]);
