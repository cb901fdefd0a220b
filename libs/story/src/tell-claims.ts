import { companyFacts } from '#companies';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import { readClaims } from '#identity';
import { personKnowledge } from '#people';
import type { Story } from './story.js';

/** Which identifiers an event says are its person's or its company's, and whether they are: the earliest word holds. */
export async function tellClaims(db: Transaction, stored: StoredEvent): Promise<Story['claims']> {
  const claiming = [...personKnowledge(stored), ...companyFacts(stored).knowledge].flatMap(
    ({ identifier, claim }) => (claim === undefined ? [] : { identifier, by: claim.by }),
  );
  const held = await readClaims(
    db,
    stored.workspaceId,
    claiming.map(({ identifier }) => identifier.id),
  );
  return claiming.map(({ identifier: { id, kind, value }, by }) => {
    const claim = held.get(id);
    const holds = claim?.by === by;
    return { identifier: { kind, value }, holds, reason: reasonOf(holds, claim?.at ?? null) };
  });
}

function reasonOf(holds: boolean, at: string | null): string {
  if (at === null) return 'Nothing is kept of it any more.';
  return holds
    ? `It is theirs since ${at}.`
    : `It is somebody else's by what was said at ${at}, which is earlier, and stays theirs. Merge the two by hand where they are one.`;
}
