import type { Transaction } from '#database';
import { mergeTraits, toldBy, valuesOf, type Owned, type Projection } from '#identity';

/** A row of `person`. */
export type PersonRow = {
  identified: boolean;
  email: string | null;
  name: string | null;
  title: string | null;
  company_identifier_id: string | null;
  search: string;
  told_by: number;
};

const textLengthMax = 1_000;

/** People, as their identifiers and memberships describe them. */
export const personProjection: Projection<PersonRow> = {
  table: 'person',
  columns: {
    identified: 'boolean',
    email: 'text',
    name: 'text',
    title: 'text',
    company_identifier_id: 'uuid',
    search: 'text',
    told_by: 'smallint',
  },
  async describe(tx, owned) {
    const companies = await readStrongestMemberships(tx, owned);
    return new Map([...owned].map(([key, mine]) => [key, describePerson(mine, companies.get(key) ?? null)]));
  },
};

/** What a person's identifiers say together. */
export function describePerson(mine: readonly Owned[], companyIdentifierId: string | null): PersonRow {
  const traits = valuesOf(mergeTraits(...mine.map((owned) => owned.traits)));
  const email =
    textOf(traits['email']) ?? mine.find((owned) => owned.identifier.kind === 'email')?.identifier.value;
  const name = textOf(traits['name']) ?? joined(textOf(traits['firstName']), textOf(traits['lastName']));
  const title = textOf(traits['title']);
  return {
    identified: mine.some((owned) => owned.identified),
    email: email ?? null,
    name,
    title,
    company_identifier_id: companyIdentifierId,
    search: [name, email, title, ...mine.map((owned) => owned.identifier.value)]
      .filter((text) => text !== null && text !== undefined)
      .join('\n')
      .slice(0, textLengthMax),
    told_by: toldBy(mine),
  };
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, textLengthMax) : null;

const joined = (...parts: (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(' ') || null;

/** The company identifier of each person's strongest membership, the latest of equals. */
async function readStrongestMemberships(
  tx: Transaction,
  owned: ReadonlyMap<string, Owned[]>,
): Promise<Map<string, string>> {
  const mine = [...owned.values()].flat();
  const { rows } = await tx.query<{ key: string; company_identifier_id: string }>({
    name: 'membership-strongest',
    text: `SELECT DISTINCT ON (person.workspace_id, person.owner_id)
                  person.workspace_id || '/' || person.owner_id AS key, company_identifier_id
             FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS person (workspace_id, identifier_id, owner_id)
             JOIN membership USING (workspace_id, identifier_id)
            ORDER BY person.workspace_id, person.owner_id, basis DESC, at DESC,
                     message_id COLLATE "C" DESC, company_identifier_id`,
    values: [
      mine.map(({ identifier }) => identifier.workspaceId),
      mine.map(({ identifier }) => identifier.id),
      [...owned].flatMap(([key, { length }]) =>
        Array.from({ length }, () => key.slice(key.indexOf('/') + 1)),
      ),
    ],
  });
  return new Map(rows.map((row) => [row.key, row.company_identifier_id]));
}
