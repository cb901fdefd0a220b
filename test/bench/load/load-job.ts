import type { MessageIds } from './events.js';

/** What the load process is asked to send. Ends after `eventsMax` events or `seconds`, whichever is set. */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly authorization: string | null;
  readonly kind: 'track' | 'identify';
  readonly ids: MessageIds;
  readonly batchSize: number;
  readonly connections: number;
  readonly seed: number;
  readonly eventsMax: number | null;
  readonly seconds: number | null;
  /** Events a second, spread evenly; null sends as fast as the answers come. */
  readonly eventsPerSecond: number | null;
}

/** What came of it. Times are milliseconds since the epoch; latencies are milliseconds from request to answer. */
export interface LoadResult {
  readonly events: number;
  readonly requests: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  /** Requests that were answered 429 or 503 and sent again. */
  readonly retried: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  /** Processor seconds that the load process itself used. */
  readonly cpuSeconds: number;
}

/** Messages between the process that asks and the one that sends. */
export type LoadMessage = { readonly done: LoadResult } | { readonly failed: string };
