import { forgetAudienceMemberships } from '#audiences';
import { forgetMemberships } from '#companies';
import type { Transaction } from '#database';
import { forgetIdentifiers } from '#identity';
import { forgetLiveEvents } from '#live';
import { forgetMerged } from '#merges';
import { refreshPeople } from '#people';
import type { Condemned } from '#privacy';
import { forgetReprocesses } from '#reprocess';
import { forgetUsage } from '#usage';

/** Makes one lib forget identifiers of people. */
type Forget = (tx: Transaction, workspaceId: number, condemned: readonly Condemned[]) => Promise<unknown>;

const byId =
  (forgetIds: (tx: Transaction, workspaceId: number, ids: readonly string[]) => Promise<void>): Forget =>
  (tx, workspaceId, condemned) =>
    forgetIds(
      tx,
      workspaceId,
      condemned.map(({ id }) => id),
    );

/** One for each lib that knows something of people, but for their identifiers and what is stored as it came. */
const steps: readonly Forget[] = [
  byId(forgetMemberships),
  byId(forgetAudienceMemberships),
  byId(forgetMerged),
  byId(forgetUsage),
  byId(forgetReprocesses),
  (tx, workspaceId, condemned) =>
    forgetLiveEvents(
      tx,
      workspaceId,
      condemned.map(({ value }) => value),
    ),
];

/** Afterwards nothing is known of these identifiers but what stored events and dead letters say. */
export async function forget(
  tx: Transaction,
  workspaceId: number,
  condemned: readonly Condemned[],
): Promise<void> {
  const owners = await forgetIdentifiers(
    tx,
    workspaceId,
    condemned.map(({ id }) => id),
  );
  for (const step of steps) await step(tx, workspaceId, condemned);
  await refreshPeople(tx, { changed: owners, repeated: [] }, []);
}
