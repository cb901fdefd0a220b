import { setTimeout as sleep } from 'node:timers/promises';
import { identifierOf } from '#identity';
import type { HydraDatabase } from './system/hydra-database.js';

const everyMs = 50;
const pollMs = 5;
const visibleMaxMs = 60_000;

/**
 * Sends an event of a user of its own every 50 ms and looks every 5 ms whether its count can be seen.
 * Returns the milliseconds from each acknowledgement to the first look that found the count.
 */
export async function probeVisibility(
  port: number,
  database: HydraDatabase,
  seconds: number,
): Promise<number[]> {
  const waiting = new Map<string, number>();
  const delays: number[] = [];
  const run = Date.now();
  const total = Math.round((seconds * 1_000) / everyMs);
  let acknowledged = 0;
  const send = async (serial: number): Promise<void> => {
    const userId = `probe-${run}-${serial}`;
    await postProbe(port, database.authorization, userId);
    acknowledged += 1;
    waiting.set(identifierOf(database.workspaceId, 'user', userId).id, performance.now());
  };
  const sending = sendAll(total, send);
  let lastProgressAt = Date.now();
  while (acknowledged < total || waiting.size > 0) {
    // oxlint-disable-next-line no-await-in-loop -- polling
    const seen = await findCounted(database, [...waiting.keys()]);
    const now = performance.now();
    for (const id of seen) {
      delays.push(now - (waiting.get(id) ?? now));
      waiting.delete(id);
      lastProgressAt = Date.now();
    }
    if (Date.now() - lastProgressAt > visibleMaxMs)
      throw new Error(`${waiting.size} counts were not seen within a minute`);
    // oxlint-disable-next-line no-await-in-loop -- polling
    await sleep(pollMs);
  }
  await sending;
  return delays;
}

async function sendAll(total: number, send: (serial: number) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  for (let serial = 0; serial < total; serial += 1) {
    // oxlint-disable-next-line no-await-in-loop -- evenly spaced
    await sleep(Math.max(0, startedAt + serial * everyMs - performance.now()));
    sent.push(send(serial));
  }
  await Promise.all(sent);
}

async function postProbe(port: number, authorization: string, userId: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/track`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'track',
      userId,
      event: 'Feature Used',
      messageId: userId,
      timestamp: new Date().toISOString(),
      properties: { feature: 'Probe', eventFlag: 'Positive' },
    }),
    signal: AbortSignal.timeout(visibleMaxMs),
  });
  await response.text();
  if (response.status !== 200) throw new Error(`a probe was answered ${response.status}`);
}

async function findCounted({ pool, workspaceId }: HydraDatabase, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ id: string }>({
    name: 'bench-probe',
    text: `SELECT identifier_id AS id FROM usage_count WHERE workspace_id = $1 AND identifier_id = ANY ($2::uuid[])`,
    values: [workspaceId, ids],
  });
  return rows.map(({ id }) => id);
}
