import type pg from 'pg';
import { createPool } from '#database';
import { getFolderKey } from '../folder-key.js';
import { settleFirstDay } from './first-day.js';
import { showPerson } from './person-card.js';
import { openProgress } from './progress.js';
import { demoCompanies } from './quarter/companies.js';
import { listCalls, type DemoCall } from './quarter/calls.js';
import { demoPeople } from './quarter/people.js';
import { sendCalls, type Sent } from './send-calls.js';
import { countStored, waitUntilStored } from './stored.js';

/** Where the demo is sent to, and what it is shown on. */
export interface DemoOptions {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly signal: AbortSignal;
  readonly print: (lines: readonly string[]) => void;
}

/** Sends the quarter to a running Hydra, waits until all of it is counted, and shows one of the people. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { signal, apiUrl } = options;
  const pool = createPool(options.databaseUrl, { max: 2, applicationName: 'hydra-demo' });
  try {
    const target = { apiUrl, ...(await getFolderKey(pool, options.dataDir)) };
    const first = await settleFirstDay(pool, target, signal);
    const calls = listCalls(first.day);
    options.print(introduction(calls, first.day));
    // The first call was sent just now, to learn the day; it is no more known than the others.
    const known = (await countStored(pool, target.workspaceId, calls)) - (first.known ? 0 : 1);
    const sent = await sendAndCount(pool, calls, { ...options, target });
    if (signal.aborted) return;
    options.print(summary(calls.length, known, sent));
    await showPerson(pool, { ...target, calls, print: options.print });
  } finally {
    await pool.end();
  }
}

/** Both go on at the same time; the line shows what is counted, which is the slower and the one that matters. */
async function sendAndCount(
  pool: pg.Pool,
  calls: readonly DemoCall[],
  options: DemoOptions & { target: { apiUrl: string; key: string; workspaceId: number } },
): Promise<Sent> {
  const { target, signal } = options;
  const progress = openProgress('Sending', calls.length);
  const began = performance.now();
  let sentSoFar = 0;
  let countedSoFar = 0;
  let held = '';
  const show = (): void => {
    if (signal.aborted) return;
    // In a repeated demo all is counted before it is sent.
    const counted = Math.min(countedSoFar, sentSoFar);
    progress.show(counted, `${whole(sentSoFar)} accepted, ${whole(counted)} counted${held}`);
  };
  const failed = new AbortController();
  const sending = sendCalls(calls, target, {
    signal,
    onProgress: (sent) => {
      sentSoFar = sent.acknowledged;
      held = sent.heldBack === 0 ? '' : ' (the rate limit holds us back)';
      show();
    },
  });
  sending.catch(() => failed.abort());
  const counting = waitUntilStored(pool, target.workspaceId, {
    calls,
    signal: AbortSignal.any([signal, failed.signal]),
    onProgress: (counted) => {
      countedSoFar = counted;
      show();
    },
  });
  const [sent] = await Promise.all([sending, counting]);
  if (signal.aborted) return sent;
  const seconds = (performance.now() - began) / 1_000;
  progress.finish(
    `${whole(calls.length)} calls in ${seconds.toFixed(1)} s, ${whole(calls.length / seconds)} a second`,
  );
  return sent;
}

function introduction(calls: readonly DemoCall[], firstDay: string): string[] {
  const tracks = calls.filter(({ type }) => type === 'track').length;
  return [
    `  A quarter of a small B2B product, from ${firstDay} on: ${demoCompanies.length} companies, ${demoPeople.length} people,`,
    `  ${whole(tracks)} track events and ${whole(calls.length - tracks)} other calls, sent with @segment/analytics-node.`,
    '',
  ];
}

function summary(total: number, known: number, sent: Sent): string[] {
  const lines = [
    `  ${whole(sent.accepted)} accepted; ${whole(total - known)} new, ${whole(known)} known already.`,
  ];
  if (known === total) lines.push('  Everything had been stored before, so no count has changed.');
  return [...lines, ''];
}

const whole = (count: number): string => Math.round(count).toLocaleString('en');
