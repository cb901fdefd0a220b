import type { Event } from '#contract';
import { emailOf, namesSomebody, subjectOf, type StoredEvent } from '#events';
import { identifierOf, type Identifier, type PersonKind } from '#identity';
import { personKnowledge } from '#people';

/** Whom an event names. */
export type Named = {
  /** Whose event it is. */
  subject: Identifier<PersonKind> | null;
  /** Who may not be named at all where they are suppressed: not the visitor of a machine that others use too. */
  spokenOf: Identifier<PersonKind>[];
  /** The identifiers that its subject claims. */
  claimed: Identifier[];
};

/** Whom an event names, by each of its ids and addresses. */
export function namedBy(workspaceId: number, event: Event): Named {
  const subject = subjectOf(workspaceId, event);
  const address = emailOf(event);
  const { userId, previousId } = event;
  return {
    subject,
    spokenOf: [
      ...(subject ? [subject] : []),
      ...(namesSomebody(userId) ? [identifierOf(workspaceId, 'user', userId)] : []),
      ...(namesSomebody(previousId)
        ? (['user', 'anonymous', 'email'] as const).map((kind) => identifierOf(workspaceId, kind, previousId))
        : []),
      ...(address === null ? [] : [identifierOf(workspaceId, 'email', address)]),
    ],
    claimed: claimsOf({ workspaceId, event, subject }),
  };
}

/** The identifiers that the subject of an event claims by it. */
export const claimsOf = (stored: Omit<StoredEvent, 'id'>): Identifier[] =>
  personKnowledge({ id: '', ...stored }).flatMap(({ identifier, claim }) => (claim ? identifier : []));
