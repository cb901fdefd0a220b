import { resolve } from 'node:path';
import type { z } from 'zod';
import { OperatorError } from './failure.js';
import { environment, type Environment } from './environment.js';
import { secretSettings, settingsSchema } from './settings.js';

/** What the settings say, typed; null where a setting without a default is unset. */
export type Config = ReturnType<typeof toConfig>;

/** A setting that cannot be used. The message is one line for whoever set it, and never holds a secret. */
export class ConfigError extends OperatorError {
  override name = 'ConfigError';
}

/**
 * Reads the settings from the environment (and from `.env` in the working directory, where the environment says nothing).
 * @throws ConfigError that names the setting, what is wrong with it and what is allowed
 */
export function loadConfig(env: Environment = environment()): Config {
  const present = Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .map((name) => [name, env[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = settingsSchema.safeParse(present);
  if (!result.success) throw new ConfigError(describe(result.error.issues[0], present));
  const settings = result.data;
  if (settings.REDIS_URL !== null && settings.REDIS_CLUSTER_NODES !== null) {
    throw new ConfigError('REDIS_URL and REDIS_CLUSTER_NODES are both set. Keep one of them.');
  }
  return toConfig(settings);
}

/** The names in the environment that look like settings of Hydra and are none, such as misspelt ones. */
export function listUnknownSettings(env: Environment = environment()): string[] {
  return Object.keys(env).filter(
    (name) => name.startsWith('HYDRA_') && !Object.hasOwn(settingsSchema.shape, name),
  );
}

function toConfig(settings: z.output<typeof settingsSchema>) {
  return {
    port: settings.PORT,
    host: settings.HOST,
    databaseUrl: settings.DATABASE_URL,
    databasePoolMax: settings.HYDRA_DATABASE_POOL_MAX,
    redisUrl: settings.REDIS_URL,
    /** Each one host:port. */
    redisClusterNodes: settings.REDIS_CLUSTER_NODES,
    /** null means every queue. */
    queues: settings.HYDRA_QUEUES,
    workerConcurrency: settings.HYDRA_WORKER_CONCURRENCY,
    /** Absolute. */
    dataDir: resolve(settings.HYDRA_DATA_DIR),
    adminEmail: settings.HYDRA_ADMIN_EMAIL,
    adminPassword: settings.HYDRA_ADMIN_PASSWORD,
    key: settings.HYDRA_KEY,
    rateLimitPerSecond: settings.HYDRA_RATE_LIMIT,
    rateLimitBurstSeconds: settings.HYDRA_RATE_LIMIT_BURST_SECONDS,
    inboxHighWaterMark: settings.HYDRA_INBOX_HIGH_WATER_MARK,
    retentionDays: settings.HYDRA_RETENTION_DAYS,
    logLevel: settings.HYDRA_LOG_LEVEL,
    shutdownGraceMs: settings.HYDRA_SHUTDOWN_GRACE_MS,
    cookieSecure: settings.HYDRA_COOKIE_SECURE,
    addressPolicy: settings.HYDRA_ADDRESS_POLICY,
    trustProxy: settings.HYDRA_TRUST_PROXY,
    liveEvents: settings.HYDRA_LIVE_EVENTS,
    /** 0 means off. */
    metricsPort: settings.HYDRA_METRICS_PORT,
  };
}

function describe(issue: z.core.$ZodIssue | undefined, present: Record<string, string | undefined>): string {
  const name = String(issue?.path[0] ?? 'A setting');
  const shown = secretSettings.has(name) ? '' : ` "${printable(present[name] ?? '')}"`;
  return `${name}${shown === '' ? '' : ` is${shown}; it`} must be ${issue?.message ?? 'something else'}.`;
}

function printable(value: string): string {
  const oneLine = value.replaceAll(/[^\P{C}]/gu, '?');
  return oneLine.length > 60 ? `${oneLine.slice(0, 60)}…` : oneLine;
}
