import { LRUCache } from 'lru-cache';
import { covers, mergeKnowledge, type Claim, type Knowledge } from './state.js';
import type { Traits } from './traits.js';

/** In characters; what an entry and a call take beside theirs. Some 10,000 people with address and a dozen traits each. */
const sizeMax = 20_000_000;
const entrySize = 600;
const callSize = 150;

/**
 * What a worker knows to be on record of identifiers, so that it need not ask. Knowledge only grows: what is
 * remembered may be behind what is on record, but never says more.
 */
export class KnownIdentifiers {
  // Looked at with `peek`: this is asked several times an event, and to note each use costs more than it saves.
  private readonly known = new LRUCache<string, Knowledge>({ maxSize: sizeMax, sizeCalculation: sizeOf });

  /** Whether all that is told here is on record already. */
  covers(told: Knowledge): boolean {
    const known = this.known.peek(told.identifier.id);
    return known !== undefined && covers(known, told);
  }

  /** Whose an identifier is by an own word, as far as it is remembered. */
  claimOn(id: string): Claim | undefined {
    return this.known.peek(id)?.claim;
  }

  /** @param onRecord what is on record, and committed. */
  remember(onRecord: readonly Knowledge[]): void {
    for (const knowledge of onRecord) {
      const { id } = knowledge.identifier;
      const known = this.known.peek(id);
      this.known.set(id, known ? mergeKnowledge(known, knowledge) : knowledge);
    }
  }
}

function sizeOf({ identifier, traits }: Knowledge): number {
  return entrySize + identifier.value.length + sizeOfTraits(traits);
}

function sizeOfTraits(traits: Traits): number {
  let size = 0;
  for (const { messageId, values } of traits) {
    size += callSize + messageId.length;
    for (const [name, value] of Object.entries(values)) {
      size += name.length + (typeof value === 'object' ? JSON.stringify(value).length : String(value).length);
    }
  }
  return size;
}
