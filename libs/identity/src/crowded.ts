import type { Knowledge } from './state.js';
import { namesIn } from './traits.js';
import { traitNamesMax } from './trait-names.js';

/** An event that says traits of an identifier of which there are too many to keep them all. */
export type Crowded = { workspaceId: number; messageId: string };

/** Of what is told the events of which not every trait is kept. @param now what is known with them, by the ids */
export function findCrowded(told: readonly Knowledge[], now: readonly Knowledge[]): Crowded[] {
  const full = new Map(
    now.flatMap(({ identifier, traits }) => {
      const names = namesIn(traits);
      return names.size < traitNamesMax ? [] : [[identifier.id, names] as const];
    }),
  );
  if (full.size === 0) return [];
  return told.flatMap(({ identifier, traits }) => {
    const kept = full.get(identifier.id);
    if (kept === undefined) return [];
    return traits
      .filter(({ values }) => Object.keys(values).some((name) => !kept.has(name)))
      .map(({ messageId }) => ({ workspaceId: identifier.workspaceId, messageId }));
  });
}
