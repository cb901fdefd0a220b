import { companyFacts, getCompany, groupOf, type CompanyDetails } from '#companies';
import { HydraError } from '#contract';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import { isPersonKind, type CompanyKind } from '#identity';
import type { PersonDetails } from '#people';
import type { Story } from './story.js';

type CompanyTold = Pick<Story, 'company' | 'companyReason'>;

const basisNames: Record<CompanyKind, (value: string) => string> = {
  group: (value) => `It names the group "${value}".`,
  name: (value) => `It names the company "${value}", which is a guess until a group call names it.`,
  domain: (value) =>
    `Its website or work e-mail address is of ${value}, which is a guess until a group call names it.`,
};

/** The company that an event is about and on what basis: the one that it names, else the one of its person. */
export async function tellCompany(
  db: Transaction,
  stored: StoredEvent,
  ofPerson: PersonDetails['company'],
): Promise<CompanyTold> {
  const { workspaceId } = stored;
  const named = companyIn(stored);
  const id = named?.id ?? ofPerson?.id;
  const company = id === undefined ? null : await findCompany(db, { workspaceId, id });
  if (company === null) {
    const companyReason =
      id === undefined
        ? 'None known yet; a group call or an identify with a work address tells.'
        : 'Nothing is kept of it any more.';
    return { company: null, companyReason };
  }
  const { name, domain, identifiers, people } = company;
  return {
    company: {
      id: company.id,
      called: name ?? domain ?? identifiers[0]?.value ?? 'nameless',
      people,
      by: named === null ? null : { kind: named.kind, value: named.value },
    },
    companyReason:
      named === null
        ? 'It names none itself; it is the company of the person.'
        : basisNames[named.kind](named.value),
  };
}

/** As the workers read it. Who only leaves an audience names a company of which nothing is learnt. */
function companyIn(stored: StoredEvent): { id: string; kind: CompanyKind; value: string } | null {
  const [first] = companyFacts(stored).knowledge;
  if (first === undefined) return groupOf(stored.workspaceId, stored.event);
  const { id, kind, value } = first.identifier;
  return isPersonKind(kind) ? null : { id, kind, value };
}

async function findCompany(
  db: Transaction,
  ref: { workspaceId: number; id: string },
): Promise<CompanyDetails | null> {
  try {
    return await getCompany(db, ref);
  } catch (error) {
    if (error instanceof HydraError && error.code === 'not_found') return null;
    throw error;
  }
}
