import { HydraError } from '#contract';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import type { PersonKind } from '#identity';
import { getPerson, type PersonDetails } from '#people';
import type { Story } from './story.js';

type PersonTold = Pick<Story, 'person' | 'personReason'>;

const kindNames: Record<PersonKind, string> = {
  user: 'user id',
  anonymous: 'anonymous id',
  email: 'e-mail address',
};

/** Whose event it is and why, and the company that this person belongs to. */
export async function tellPerson(
  db: Transaction,
  { workspaceId, subject }: StoredEvent,
): Promise<{ told: PersonTold; company: PersonDetails['company'] }> {
  if (subject === null) {
    const personReason =
      'It names nobody: it has no user id, anonymous id or e-mail address but placeholders.';
    return { told: { person: null, personReason }, company: null };
  }
  const { kind, value } = subject;
  const by = `It names the ${kindNames[kind]} "${value}"`;
  const person = await findPerson(db, { workspaceId, id: subject.id });
  if (person === null)
    return {
      told: { person: null, personReason: `${by}, of whom nothing is kept any more.` },
      company: null,
    };
  const claimedAt = person.identifiers.find(({ id }) => id === subject.id)?.claimedAt ?? null;
  const { id, name, email, title, identified, identifiers } = person;
  return {
    told: {
      person: {
        id,
        called: name ?? email ?? identifiers[0]?.value ?? value,
        email,
        title,
        identified,
        by: { kind, value },
      },
      personReason:
        claimedAt === null ? `${by}.` : `${by}, which is this person's by what was said at ${claimedAt}.`,
    },
    company: person.company,
  };
}

async function findPerson(
  db: Transaction,
  ref: { workspaceId: number; id: string },
): Promise<PersonDetails | null> {
  try {
    return await getPerson(db, ref);
  } catch (error) {
    if (error instanceof HydraError && error.code === 'not_found') return null;
    throw error;
  }
}
