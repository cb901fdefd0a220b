import { LRUCache } from 'lru-cache';
import { isAfter, type Moment } from '#identity';
import type { Membership } from './company-knowledge.js';

const membershipsMax = 50_000;

type Word = Moment & Pick<Membership, 'ended'>;
type WordOn = Word & { companyId: string };

/** Whether the one is the later word; of two of one moment and message id, the one that ends the membership. */
export const isLaterWord = (a: Word, b: Word): boolean =>
  a.at === b.at && a.messageId === b.messageId ? a.ended && !b.ended : isAfter(a, b);

/**
 * What a worker knows to be on record of memberships, so that it need not write it again: of each identifier one company,
 * the one it heard of last.
 */
export class KnownMemberships {
  private readonly latest = new LRUCache<string, WordOn>({ max: membershipsMax });

  /** Whether a word at least as late as this one is on record. */
  covers(told: Membership): boolean {
    const known = this.latest.peek(told.identifier.id);
    return known !== undefined && known.companyId === told.company.id && !isLaterWord(told, known);
  }

  /** @param onRecord what is on record, and committed. */
  remember(onRecord: readonly Membership[]): void {
    for (const membership of onRecord) {
      const { identifier, company, at, messageId, ended } = membership;
      if (!this.covers(membership))
        this.latest.set(identifier.id, { companyId: company.id, at, messageId, ended });
    }
  }
}

/** Ids of identifiers hold their workspace. */
export const membershipKey = ({ identifier, company }: Pick<Membership, 'identifier' | 'company'>): string =>
  `${identifier.id}/${company.id}`;
