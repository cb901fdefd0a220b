import { setTimeout as pause } from 'node:timers/promises';
import type { LoadEvent } from './ledger.js';

/** How Segment's delivery to a destination behaves, as far as its documentation tells. */
export interface Delivery {
  /** Message ids of what was answered with 2xx. */
  readonly delivered: ReadonlySet<string>;
  /** What Segment would show its customer as discarded: status and message id. */
  readonly discarded: readonly string[];
  /** Answers that led to another attempt, and how often. */
  readonly retried: ReadonlyMap<string, number>;
  /** Resolves once everything is delivered or discarded. */
  readonly done: Promise<void>;
}

const workers = 12;
const timeoutMs = 5_000;
/** Segment tries for four hours with minutes in between; the shape is the same and the scale is a test's. */
const backOff = { firstMs: 100, maxMs: 3_000, forMs: 120_000 };
const repeatedShare = 0.04;
const delayedShare = 0.1;
const retriedStatuses = new Set([408, 423, 429]);

/**
 * Sends each event in a request of its own, out of order, some of them late and some of them twice, and again as long as
 * the answer is a time-out, 408, 423, 429 or 5xx other than 501. Anything else discards the event.
 * @param random numbers from 0 to 1, so that a run can be had again
 */
export function startDelivery(
  baseUrl: string,
  authorization: string,
  events: readonly LoadEvent[],
  random: () => number,
): Delivery {
  const delivered = new Set<string>();
  const discarded: string[] = [];
  const retried = new Map<string, number>();
  const queue = shuffled([...events, ...events.filter(() => random() < repeatedShare)], random);
  const late = queue.splice(0, Math.floor(queue.length * delayedShare));
  queue.push(...late);

  const deliver = async (event: LoadEvent): Promise<void> => {
    const until = Date.now() + backOff.forMs;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await post(baseUrl, authorization, event);
      if (outcome === '200') return void delivered.add(event.messageId);
      const status = Number(outcome);
      const isRetried =
        Number.isNaN(status) || retriedStatuses.has(status) || (status >= 500 && status !== 501);
      if (!isRetried || Date.now() > until) return void discarded.push(`${outcome} ${event.messageId}`);
      retried.set(outcome, (retried.get(outcome) ?? 0) + 1);
      await pause(random() * Math.min(backOff.firstMs * 2 ** attempt, backOff.maxMs));
    }
  };
  const work = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) await deliver(event);
  };
  const done = Promise.all(Array.from({ length: workers }, work)).then(() => undefined);
  done.catch(() => undefined);
  return { delivered, discarded, retried, done };
}

async function post(baseUrl: string, authorization: string, event: LoadEvent): Promise<string> {
  try {
    const response = await fetch(`${baseUrl}/v1/segment`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'user-agent': 'Segment.io/1.0' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'no answer';
  }
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [items[at], items[other]];
    if (one === undefined || two === undefined) continue;
    [items[at], items[other]] = [two, one];
  }
  return items;
}
