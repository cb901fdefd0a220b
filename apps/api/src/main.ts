import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { announceReady, ConfigError, explainFailures, loadConfig, onStopRequest } from '#config';
import { createPool, createPrisma } from '#database';
import type { KeyRing } from '#keys';
import { LiveRecorder } from '#live';
import { assertEngineFit, openEngine, Queues } from '#queues';
import { createLogger, nestLogger } from '#telemetry';
import { answerBrokenRequest } from './answer-broken-request.js';
import { AppModule } from './app.module.js';
import { bodyBytesMax } from './ingest/read-body.js';
import { answerError, ErrorsFilter } from './errors.filter.js';
import { setUpIngest } from './ingest/set-up-ingest.js';
import { KnownRoutes } from './known-routes.js';
import { LiveNotes } from './live/live-notes.service.js';
import { LiveStreams } from './live/live-streams.service.js';
import { Metrics } from './operate/metrics.js';
import { Pressure } from './operate/pressure.service.js';
import { toHydraError } from './to-hydra-error.js';
import { setUpStaffApi } from './staff/set-up-staff-api.js';
import { KEY_RING } from './tokens.js';
import { WarningMeter } from '#warnings';

/** How long a request may take to arrive. */
const requestTimeoutMs = 60_000;
const closeIdleEveryMs = 50;

/** The API: takes events in and answers staff until it is told to stop. */
explainFailures();
const config = loadConfig();
const logger = createLogger('api', config.logLevel);
const { databaseUrl } = config;
if (databaseUrl === null)
  throw new ConfigError('DATABASE_URL is not set. Start the API with npm start, or set it.');

const pool = createPool(databaseUrl, { max: config.databasePoolMax, applicationName: 'hydra-api' });
const engine = openEngine({ ...config, databaseUrl }, 'producer');
void assertEngineFit(engine).catch((error: unknown) =>
  logger.warn({ err: error }, 'the queue engine is not fit'),
);
const queues = new Queues(engine, (error) =>
  logger.debug({ err: error }, 'the queue engine reports an error'),
);

const adapter = new FastifyAdapter({
  bodyLimit: bodyBytesMax,
  trustProxy: typeof config.trustProxy === 'number' ? trustHops(config.trustProxy) : config.trustProxy,
  routerOptions: { ignoreTrailingSlash: true },
  requestIdHeader: false,
  genReqId: () => randomUUID(),
  forceCloseConnections: 'idle',
  // Fastify's own answer has neither code nor Retry-After; Acceptance gives one that has.
  return503OnClosing: false,
  requestTimeout: requestTimeoutMs,
  clientErrorHandler: answerBrokenRequest,
  frameworkErrors: (error: unknown, _request: FastifyRequest, reply: FastifyReply) =>
    answerError(reply, toHydraError(error)),
});
const routes = new KnownRoutes();
routes.watch(adapter.getInstance());
await setUpIngest(adapter.getInstance());

const app = await NestFactory.create<NestFastifyApplication>(
  AppModule.with({ config, pool, prisma: await createPrisma(pool), queues, logger }),
  adapter,
  { logger: nestLogger(logger), abortOnError: false, bodyParser: false },
);
const metrics = app.get(Metrics);
app.useGlobalFilters(new ErrorsFilter(routes, ({ code }) => metrics.rejected.inc({ code })));
if (config.liveEvents) app.get(LiveNotes).watch(adapter.getInstance());
await setUpStaffApi(app);
await app.init();
await adapter.getInstance().ready();
const pressure = app.get(Pressure);
pressure.start();
await app.listen(config.port, config.host);

onStopRequest(config.shutdownGraceMs, async (reason) => {
  logger.info({ reason }, 'stopping');
  pressure.stop();
  app.get(LiveStreams).end();
  // A connection that falls idle only now would keep the server open for as long as its client likes.
  const closing = setInterval(() => app.getHttpServer().closeIdleConnections(), closeIdleEveryMs);
  await app.close();
  clearInterval(closing);
  await app.get(LiveRecorder).stop();
  await app.get<KeyRing>(KEY_RING).flush();
  await app.get(WarningMeter).stop();
  await queues.close();
  await engine.close();
  await pool.end();
});
logger.info({ port: config.port, engine: engine.kind }, 'ready');
announceReady();

/** Trusts the nearest proxies, so many of them. */
function trustHops(count: number): (address: string, hop: number) => boolean {
  return (_address, hop) => hop < count;
}
