import { LRUCache } from 'lru-cache';
import { isAfter, type Moment } from '#identity';
import type { Membership } from './company-knowledge.js';

const membershipsMax = 50_000;

/** What a worker knows to be on record of memberships, so that it need not write it again. It only gets later. */
export class KnownMemberships {
  private readonly latest = new LRUCache<string, Moment>({ max: membershipsMax });

  /** Whether a word at least as late as this one is on record. */
  covers(told: Membership): boolean {
    const known = this.latest.peek(keyOf(told));
    return known !== undefined && !isAfter(told, known);
  }

  /** @param recorded what is on record, and committed. */
  remember(recorded: readonly Membership[]): void {
    for (const membership of recorded) {
      if (this.covers(membership)) continue;
      this.latest.set(keyOf(membership), { at: membership.at, messageId: membership.messageId });
    }
  }
}

/** Ids of identifiers hold their workspace. */
export const keyOf = ({ identifier, company }: Pick<Membership, 'identifier' | 'company'>): string =>
  `${identifier.id}/${company.id}`;
