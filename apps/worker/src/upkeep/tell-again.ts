import { recordAudiences } from '#audiences';
import {
  companyFacts,
  findNewMemberships,
  KnownMemberships,
  recordMemberships,
  refreshCompanies,
} from '#companies';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import { isPersonKind, KnownIdentifiers, listOwners, recordKnowledge } from '#identity';
import { personKnowledge, refreshPeople } from '#people';

/**
 * Afterwards everything that these stored events tell of people, companies and audiences is on record, and the rows of
 * all whom they name say so. What is remembered of the record is left out of account: the record may be wrong.
 * @returns how many identifiers did not know it
 */
export async function tellAgain(tx: Transaction, events: readonly StoredEvent[]): Promise<number> {
  const facts = events.map(companyFacts);
  const told = [...events.flatMap(personKnowledge), ...facts.flatMap(({ knowledge }) => knowledge)];
  const memberships = findNewMemberships(
    facts.flatMap(({ membership }) => membership ?? []),
    new KnownMemberships(),
  );
  const moving = new Set(memberships.map(({ identifier }) => identifier.id));
  const { people, companies, recorded, grown } = await recordKnowledge(
    tx,
    new KnownIdentifiers(),
    told,
    moving,
  );
  const joined = await recordMemberships(tx, memberships);
  const identifiers = told.map(({ identifier }) => identifier);
  const isPerson = ({ kind }: (typeof identifiers)[number]): boolean => isPersonKind(kind);
  const ofPeople = await listOwners(tx, identifiers.filter(isPerson));
  const ofCompanies = await listOwners(
    tx,
    identifiers.filter((identifier) => !isPerson(identifier)),
  );
  await refreshCompanies(tx, { ...companies, changed: [...companies.changed, ...ofCompanies] }, recorded);
  await refreshPeople(tx, { ...people, changed: [...people.changed, ...ofPeople] }, recorded, joined);
  await recordAudiences(tx, events);
  return grown;
}
