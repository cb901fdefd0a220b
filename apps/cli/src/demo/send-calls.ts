import { defaultMaxListeners, setMaxListeners } from 'node:events';
import { Analytics } from '@segment/analytics-node';
import { StartError } from '../start-error.js';
import type { DemoCall } from './quarter/calls.js';

/** What became of the calls. */
export interface Sent {
  /** Calls in requests that were answered with 200. */
  readonly acknowledged: number;
  /** Of these, what the answers say that was accepted. */
  readonly accepted: number;
  /** Requests that were answered with 429 or 503, and sent again by the client once it might. */
  readonly heldBack: number;
}

const batchSize = 250;
/** Enough for several requests at a time, few enough that none is turned away again and again by a rate limit. */
const underWayMax = 8 * batchSize;
const flushAfterMs = 250;
const listenersMax = 10_000;
const requestTimeoutMs = 30_000;
const lastWordsTimeoutMs = 5 * 60_000;

/**
 * Sends the calls through Segment's own client, which batches, retries and honours Retry-After.
 * @throws StartError when the client gives calls up
 */
export async function sendCalls(
  calls: readonly DemoCall[],
  target: { apiUrl: string; key: string },
  options: { signal: AbortSignal; onProgress: (sent: Sent) => void },
): Promise<Sent> {
  const sent = { acknowledged: 0, accepted: 0, heldBack: 0 };
  let refusal: string | null = null;
  let underWay = 0;
  let wake = (): void => undefined;
  const client = openClient(target, (response, accepted) => {
    sent.accepted += accepted;
    if (response.status === 429 || response.status === 503) sent.heldBack += 1;
  });
  const settled = (error: unknown): void => {
    underWay -= 1;
    if (error === undefined || error === null) sent.acknowledged += 1;
    else refusal ??= error instanceof Error ? error.message : String(error);
    options.onProgress(sent);
    wake();
  };
  // Whenever a rate limit makes it wait, the client listens to its own signal and forgets to stop; Node would warn.
  const listenersBefore = defaultMaxListeners;
  setMaxListeners(listenersMax);
  for (const call of calls) {
    if (options.signal.aborted || refusal !== null) break;
    underWay += 1;
    dispatch(client, call, settled);
    // oxlint-disable-next-line no-await-in-loop -- holds back until what is under way becomes less
    while (underWay >= underWayMax) await new Promise<void>((resolve) => (wake = resolve));
  }
  await client.closeAndFlush({ timeout: lastWordsTimeoutMs });
  setMaxListeners(listenersBefore);
  if (refusal !== null)
    throw new StartError(`${target.apiUrl} did not take the calls of the demo: ${String(refusal)}.`);
  return sent;
}

function openClient(
  target: { apiUrl: string; key: string },
  onAnswer: (response: Response, accepted: number) => void,
): Analytics {
  return new Analytics({
    writeKey: target.key,
    host: target.apiUrl,
    flushAt: batchSize,
    flushInterval: flushAfterMs,
    httpRequestTimeout: requestTimeoutMs,
    httpClient: async (url, init) => {
      const response = await fetch(url, init);
      onAnswer(response, response.ok ? await countAccepted(response.clone()) : 0);
      return response;
    },
  });
}

function dispatch(client: Analytics, call: DemoCall, settled: (error: unknown) => void): void {
  const timestamp = new Date(call.at);
  switch (call.type) {
    case 'identify':
      return client.identify({ ...call, timestamp }, settled);
    case 'group':
      return client.group({ ...call, timestamp }, settled);
    case 'alias':
      return client.alias({ ...call, timestamp }, settled);
    case 'page':
      return client.page({ ...call, timestamp }, settled);
    case 'track':
      return client.track({ ...call, timestamp }, settled);
  }
}

/** The number in the answer to a batch. */
async function countAccepted(response: Response): Promise<number> {
  const answer: unknown = await response.json().catch(() => null);
  const accepted =
    typeof answer === 'object' && answer !== null && 'accepted' in answer ? answer.accepted : 0;
  return typeof accepted === 'number' ? accepted : 0;
}
