import 'reflect-metadata';
import type { EventEmitter } from 'node:events';
import { getQueueToken } from '@nestjs/bullmq';
import { NestFactory } from '@nestjs/core';
import { queueNames, type QueueName } from '#contract';
import { announceReady, ConfigError, explainFailures, loadConfig, onStopRequest } from '#config';
import { createPool, within } from '#database';
import { assertEngineFit, createOutageLog, EngineError, openEngine, Queues } from '#queues';
import { createLogger, nestLogger } from '#telemetry';
import { UpkeepProcessor } from './upkeep.processor.js';
import { serveMetrics } from './serve-metrics.js';
import { SweepService } from './sweep.service.js';
import { processors, WorkerModule } from './worker.module.js';

const closeGoneMaxMs = 500;

/** A worker: takes jobs from the queues it is told to serve until it is told to stop. */
explainFailures();
const config = loadConfig();
const served = readServed(config.queues);
const logger = createLogger(`worker-${served.join('-')}`, config.logLevel);
const { databaseUrl } = config;
if (databaseUrl === null)
  throw new ConfigError('DATABASE_URL is not set. Start the workers with npm start, or set it.');

const pool = createPool(databaseUrl, {
  max: config.workerConcurrency + 2,
  applicationName: `hydra-worker-${served.join('-')}`,
  session: indexesOnly(),
});
const engine = openEngine({ ...config, databaseUrl }, 'worker');
const tellOutage = createOutageLog(engine, logger);
await assertEngineFit(engine).catch((error: unknown) => {
  if (error instanceof EngineError || !(error instanceof Error)) throw error;
  tellOutage(error, 'the queue engine does not answer; waiting for it');
});
// It may only now be there, or be another one than before.
engine.onReady(() => {
  assertEngineFit(engine).catch((error: unknown) => {
    if (!(error instanceof EngineError)) return;
    logger.fatal({ err: error }, 'the queue engine is not fit');
    process.exit(1);
  });
});
const queues = new Queues(engine, (error) => tellOutage(error, 'the queue engine reports an error'));

const app = await NestFactory.createApplicationContext(
  WorkerModule.serving(served, { pool, engine, queues, logger, retentionDays: config.retentionDays }),
  { logger: nestLogger(logger), abortOnError: false },
);
const sweep = app.get(SweepService);
let stopping = false;
const hosts = served.map((name) => app.get(processors[name]));
for (const { worker } of hosts) {
  worker.concurrency = config.workerConcurrency;
  worker.on('error', (error) => {
    tellOutage(error, 'the worker reports an error');
    sweep.hurry();
  });
  worker.on('failed', (job, error) => {
    logger.warn({ err: error, queue: worker.name, ...job?.data }, 'job failed, will be retried');
    sweep.hurry();
  });
  worker.run().catch((error: unknown) => {
    if (stopping) return;
    logger.fatal({ err: error }, 'the worker stopped taking jobs');
    process.exit(1);
  });
}
// Nest makes one for each; without a listener BullMQ prints its errors, connections and all, past the log.
for (const name of served) {
  app.get<EventEmitter>(getQueueToken(name)).on('error', (error: Error) => {
    logger.debug({ err: error }, 'the queue engine reports an error');
  });
}
// Whichever is there now may not know the jobs of the one before.
engine.onReady(() => sweep.hurry());
sweep.start(served);

const metrics = config.metricsPort === 0 ? null : await serveMetrics(config.metricsPort, config.host);

onStopRequest(config.shutdownGraceMs, async (reason) => {
  logger.info({ reason }, 'stopping');
  stopping = true;
  for (const host of hosts) if (host instanceof UpkeepProcessor) host.breakOff();
  await sweep.stop();
  await Promise.all(hosts.map((host) => unlessGone(() => host.worker.close(!engine.isReady()))));
  await Promise.all(hosts.map((host) => host.stop()));
  metrics?.close();
  await unlessGone(() => queues.close());
  await unlessGone(() => app.close());
  await engine.close();
  await pool.end();
});
logger.info({ queues: served, engine: engine.kind }, 'ready');
announceReady();

/** What is closed says so to the queue engine; one that is gone would be waited for until it is back. */
async function unlessGone(close: () => Promise<void>): Promise<void> {
  if (engine.isReady()) await close();
  else await within(closeGoneMaxMs, 'Closing', close()).catch(() => {});
}

function readServed(names: string[] | null): QueueName[] {
  const unknown = names?.find((name) => !(queueNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(
      `HYDRA_QUEUES names "${unknown}", which is no queue. Use ${queueNames.join(', ')}.`,
    );
  }
  return queueNames.filter((name) => names === null || names.includes(name));
}

/**
 * Every statement of a processor looks up rows by key. The planner must not be led astray by statistics from when the
 * tables were small, nor plan again for every chunk.
 */
function indexesOnly(): Record<string, string> {
  return {
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
    jit: 'off',
  };
}
