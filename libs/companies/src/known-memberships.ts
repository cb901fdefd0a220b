import { LRUCache } from 'lru-cache';
import { isAfter, type Moment } from '#identity';
import type { Membership } from './company-knowledge.js';

const membershipsMax = 50_000;

/** What a worker knows to be on record of memberships, so that it need not write it again. It only gets later. */
export class KnownMemberships {
  private readonly latest = new LRUCache<string, Moment>({ max: membershipsMax });

  /** Whether a word at least as late as this one is on record. */
  covers(told: Membership): boolean {
    const known = this.latest.peek(membershipKey(told));
    return known !== undefined && !isAfter(told, known);
  }

  /** @param onRecord what is on record, and committed. */
  remember(onRecord: readonly Membership[]): void {
    for (const membership of onRecord) {
      if (this.covers(membership)) continue;
      this.latest.set(membershipKey(membership), { at: membership.at, messageId: membership.messageId });
    }
  }
}

/** Ids of identifiers hold their workspace. */
export const membershipKey = ({ identifier, company }: Pick<Membership, 'identifier' | 'company'>): string =>
  `${identifier.id}/${company.id}`;
