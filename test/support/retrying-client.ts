import { setTimeout as pause } from 'node:timers/promises';
import type { Load, LoadEvent } from './ledger.js';

/** Sends a load over several connections at once, each request again until it is acknowledged, as Segment does. */
export interface RetryingClient {
  /** Message ids of the events that were acknowledged so far. */
  readonly acknowledged: ReadonlySet<string>;
  /** What stood in the way so far, and how often: a status, or `no answer`. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Resolves once so many events are acknowledged. */
  reached(events: number): Promise<void>;
  /** Resolves once everything is acknowledged. Rejects once something is refused for good. */
  readonly done: Promise<void>;
}

const connections = 8;
const timeoutMs = 10_000;
const retryAfterMs = 100;

/** Begins to send. Clients resend what gets no answer, 429 or 5xx; any other refusal fails the test. */
export function startClient(
  baseUrl: string,
  authorization: string,
  { events, requests }: Load,
): RetryingClient {
  const acknowledged = new Set<string>();
  const refusals = new Map<string, number>();
  const waiting: { events: number; resolve: () => void }[] = [];
  const queue = [...requests];

  const note = (request: readonly LoadEvent[]): void => {
    for (const { messageId } of request) acknowledged.add(messageId);
    for (const waiter of waiting) if (acknowledged.size >= waiter.events) waiter.resolve();
  };
  const sendUntilAcknowledged = async (request: readonly LoadEvent[]): Promise<void> => {
    for (;;) {
      const outcome = await post(baseUrl, authorization, request);
      if (outcome === '200') return note(request);
      refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
      if (/^4(?!29)/.test(outcome)) throw new Error(`Refused for good with ${outcome}.`);
      await pause(retryAfterMs);
    }
  };
  const connection = async (): Promise<void> => {
    for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
      await sendUntilAcknowledged(request);
    }
  };
  const done = Promise.all(Array.from({ length: connections }, connection)).then(() => undefined);
  done.catch(() => undefined);
  return {
    acknowledged,
    refusals,
    done,
    reached: (count) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ events: Math.min(count, events.length), resolve });
          note([]);
        }),
        done,
      ]),
  };
}

/** The status of the answer, or `no answer`. A batch of which something was rejected counts as refused for good. */
async function post(baseUrl: string, authorization: string, request: readonly LoadEvent[]): Promise<string> {
  const [only] = request;
  const body = request.length === 1 ? only : { batch: request };
  try {
    const response = await fetch(`${baseUrl}${request.length === 1 ? '/v1/segment' : '/v1/batch'}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json();
    const rejected =
      typeof answer === 'object' && answer !== null && 'rejected' in answer ? answer.rejected : 0;
    return rejected === 0 ? String(response.status) : `400 (${String(rejected)} of a batch)`;
  } catch {
    return 'no answer';
  }
}
