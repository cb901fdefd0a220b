import { LRUCache } from 'lru-cache';
import { covers, mergeKnowledge, type Knowledge } from './state.js';
import type { Traits } from './traits.js';

/** In characters, and what an entry takes beside its own: some 20,000 people with a dozen traits each. */
const sizeMax = 20_000_000;
const entrySize = 600;

/**
 * What a worker knows to be on record of identifiers, so that it need not ask. Knowledge only grows: what is
 * remembered may be behind what is on record, but never says more.
 */
export class KnownIdentifiers {
  private readonly known = new LRUCache<string, Knowledge>({ maxSize: sizeMax, sizeCalculation: sizeOf });

  /** Whether all that is told here is on record already. */
  covers(told: Knowledge): boolean {
    const known = this.known.peek(told.identifier.id);
    return known !== undefined && covers(known, told);
  }

  /** @param recorded what is on record, and committed. */
  remember(recorded: readonly Knowledge[]): void {
    for (const knowledge of recorded) {
      const { id } = knowledge.identifier;
      const known = this.known.peek(id);
      this.known.set(id, known ? mergeKnowledge(known, knowledge) : knowledge);
    }
  }
}

function sizeOf({ traits }: Knowledge): number {
  return entrySize + sizeOfTraits(traits);
}

function sizeOfTraits(traits: Traits): number {
  let size = 0;
  for (const { values } of traits) {
    for (const [name, value] of Object.entries(values)) {
      size += name.length + (typeof value === 'object' ? JSON.stringify(value).length : String(value).length);
    }
  }
  return size;
}
