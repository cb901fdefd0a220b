import { namesSomebody, readEmail, toTraits, type StoredEvent } from '#events';
import { identifierOf, toldOf, type Contested, type Identifier, type Knowledge } from '#identity';

/** What an event tells of people: its subject's traits, and which other identifiers are the subject's. */
export function personKnowledge({ workspaceId, event, subject }: StoredEvent): Knowledge[] {
  if (!subject) return [];
  const moment = { at: event.timestamp, messageId: event.messageId };
  const day = event.timestamp.slice(0, 10);
  const claim = (identifier: Identifier): Knowledge =>
    toldOf(identifier, day, { claim: { ...moment, by: subject.id } });
  const identifies = event.type === 'identify';
  const told = [
    toldOf(subject, day, {
      identified: identifies,
      traits: identifies ? toTraits(event.traits, moment) : [],
    }),
  ];
  if (subject.kind !== 'user') return told;
  if (identifies && namesSomebody(event.anonymousId))
    told.push(claim(identifierOf(workspaceId, 'anonymous', event.anonymousId)));
  const email = identifies ? readEmail(event.traits) : null;
  if (email) told.push(claim(identifierOf(workspaceId, 'email', email)));
  const previous = event.type === 'alias' ? (event.previousId ?? event.anonymousId) : undefined;
  if (namesSomebody(previous) && previous !== event.userId) {
    told.push(claim(identifierOf(workspaceId, 'anonymous', previous)));
    const address = readEmail({ email: previous });
    if (address) told.push(claim(identifierOf(workspaceId, 'email', address)));
  }
  return told;
}

/** The user id that an alias call gives as somebody's former one: of two users a call never makes one. */
export function aliasedUser({ workspaceId, event, subject }: StoredEvent): Contested[] {
  const { type, messageId, previousId } = event;
  if (type !== 'alias' || subject?.kind !== 'user' || !namesSomebody(previousId)) return [];
  return [{ identifier: identifierOf(workspaceId, 'user', previousId), by: subject.id, messageId }];
}
