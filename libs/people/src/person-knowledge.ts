import {
  fillingTraits,
  isExit,
  namesSomebody,
  readEmail,
  sightingOf,
  toTraits,
  type StoredEvent,
} from '#events';
import {
  identifierOf,
  mergeTraits,
  toldOf,
  type Contested,
  type Identifier,
  type Knowledge,
} from '#identity';

/** What an event tells of people: its subject's traits, and which other identifiers are the subject's. */
export function personKnowledge({ workspaceId, event, subject }: StoredEvent): Knowledge[] {
  if (!subject || event.type === 'delete') return [];
  const moment = { at: event.timestamp, messageId: event.messageId };
  const seen = sightingOf(event);
  const claim = (identifier: Identifier): Knowledge =>
    toldOf(identifier, seen, { claim: { ...moment, by: subject.id } });
  const filling = fillingTraits(event);
  const said = event.type === 'identify' ? toTraits(event.traits, moment) : [];
  const traits = filling.length === 0 ? said : mergeTraits(said, filling);
  // Whoever only leaves an audience need not exist by the id that this is said for.
  const identifies = event.type === 'identify' && !isExit(event);
  const told = [toldOf(subject, seen, { identified: identifies, traits })];
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
