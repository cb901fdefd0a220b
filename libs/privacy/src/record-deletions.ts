import type { Event } from '#contract';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import { recordRegulation, type Meant } from './record-regulation.js';

const actor = 'delete event';

/** The clock of a sender may be ahead; nobody is erased for what is still to come. */
const endOf = ({ timestamp, receivedAt }: Event): string => (timestamp < receivedAt ? timestamp : receivedAt);

/**
 * Afterwards everybody whom the delete events among these name is to be erased, with what was there up to the moment of
 * the event. The sweep queues it.
 */
export async function recordDeletions(tx: Transaction, stored: readonly StoredEvent[]): Promise<void> {
  const meantIn = new Map<number, Meant[]>();
  for (const { workspaceId, event, subject } of stored) {
    if (event.type !== 'delete' || subject?.kind !== 'user') continue;
    const meant = meantIn.get(workspaceId) ?? [];
    meant.push({ identifier: subject, until: endOf(event) });
    meantIn.set(workspaceId, meant);
  }
  for (const [workspaceId, meant] of meantIn)
    await recordRegulation(tx, { workspaceId, type: 'DELETE_ONLY', actor, meant });
}
