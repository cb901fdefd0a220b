import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import type { LoadJob } from './load/load-job.js';
import type { Hydra } from './system/hydra.js';
import { whole } from './row.js';
import { countRecorded, isInboxEmpty } from './system/hydra-database.js';
import { cpuSecondsOfTree } from './system/resources.js';

const pollMs = 10;
const drainMaxMs = 10 * 60_000;
const connections = 16;

/** Events from the first request sent to the last count committed. */
export interface Carried {
  readonly eventsPerSecond: number;
  readonly seconds: number;
  /** Events a second from the first request to the last answer. */
  readonly acceptedPerSecond: number;
  /** Processor microseconds an event. */
  readonly cpuPerEvent: {
    readonly sender: number;
    readonly api: number;
    readonly workers: number;
    readonly postgres: number;
  };
}

/** The load of every end-to-end measurement: batches of 100 as fast as they are answered. */
export function batchesOf(kind: LoadJob['kind'], port: number, authorization: string | null): LoadJob {
  return {
    port,
    path: '/v1/batch',
    authorization,
    kind,
    ids: 'node',
    batchSize: 100,
    connections,
    seed: 1,
    eventsMax: null,
    seconds: null,
    eventsPerSecond: null,
  };
}

/** Sends events to Hydra and waits until all are recorded. Throws when one is missing or counted twice. */
export async function carryThroughHydra(
  bench: Bench,
  hydra: Hydra,
  job: Pick<LoadJob, 'kind' | 'seed'> & { readonly events: number },
): Promise<Carried> {
  const { pool, authorization } = hydra.database;
  const [load, cluster] = [await bench.load(), await bench.postgres()];
  const before = await countRecorded(pool);
  const cpuBefore = { ...hydra.cpu(), postgres: cpuSecondsOfTree(cluster.pid) ?? 0 };
  const sent = await load.run({
    ...batchesOf(job.kind, hydra.port, authorization),
    seed: job.seed,
    eventsMax: job.events,
  });
  await until(() => isInboxEmpty(pool));
  const endedAtMs = performance.timeOrigin + performance.now();
  const cpuAfter = { ...hydra.cpu(), postgres: cpuSecondsOfTree(cluster.pid) ?? 0 };
  const after = await countRecorded(pool);
  const uses = job.kind === 'track' ? sent.events : 0;
  if (after.events - before.events !== sent.events || after.uses - before.uses !== uses) {
    throw new Error(
      `${sent.events} events were acknowledged, ${after.events - before.events} stored, ${after.uses - before.uses} counted`,
    );
  }
  const seconds = (endedAtMs - sent.startedAtMs) / 1_000;
  bench.say(`  Hydra: ${whole(sent.events)} ${job.kind} events, ${whole(sent.events / seconds)} a second`);
  const perEvent = (cpu: number): number => (cpu / sent.events) * 1e6;
  return {
    seconds,
    eventsPerSecond: sent.events / seconds,
    acceptedPerSecond: sent.eventsPerSecond,
    cpuPerEvent: {
      sender: perEvent(sent.cpuSeconds),
      api: perEvent(cpuAfter.api - cpuBefore.api),
      workers: perEvent(cpuAfter.workers - cpuBefore.workers),
      postgres: perEvent(cpuAfter.postgres - cpuBefore.postgres),
    },
  };
}

/** Sends events to the textbook service and waits until its queue is empty. Returns events a second. */
export async function carryThroughTextbook(
  bench: Bench,
  job: Pick<LoadJob, 'kind' | 'seed'> & { readonly events: number },
): Promise<number> {
  const [load, service] = [await bench.load(), await bench.textbook()];
  const before = await service.countEvents();
  const sent = await load.run({
    ...batchesOf(job.kind, service.port, null),
    seed: job.seed,
    eventsMax: job.events,
  });
  await until(() => service.isIdle());
  const endedAtMs = performance.timeOrigin + performance.now();
  const stored = (await service.countEvents()) - before;
  if (job.kind === 'track' && stored !== sent.events) {
    throw new Error(`the textbook service was sent ${sent.events} events and stored ${stored}`);
  }
  const perSecond = sent.events / ((endedAtMs - sent.startedAtMs) / 1_000);
  bench.say(`  textbook: ${whole(sent.events)} ${job.kind} events, ${whole(perSecond)} a second`);
  return perSecond;
}

/** Asks again every few milliseconds until the answer is yes. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + drainMaxMs;
  // oxlint-disable-next-line no-await-in-loop -- polling
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`the events were not worked through within ${drainMaxMs / 60_000} minutes`);
    // oxlint-disable-next-line no-await-in-loop -- polling
    await sleep(pollMs);
  }
}
