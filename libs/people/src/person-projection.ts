import { cutText } from '#contract';
import type { Transaction } from '#database';
import { readEmail } from '#events';
import { mergeTraits, toldBy, valuesOf, type Owned, type Projection } from '#identity';

/** A row of `person`. */
export type PersonRow = {
  identified: boolean;
  email: string | null;
  /** The address is a user id that looks like one. */
  email_inferred: boolean;
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
    email_inferred: 'boolean',
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
  const traits = mergeTraits(...mine.map((owned) => owned.traits));
  const said = valuesOf(traits.filter(({ fills }) => !fills));
  const filled = valuesOf(traits.filter(({ fills }) => fills));
  const valueOf = (kind: string): string[] =>
    mine.flatMap(({ identifier }) => (identifier.kind === kind ? identifier.value : []));
  const known = textOf(said['email']) ?? valueOf('email')[0] ?? textOf(filled['email']);
  const email = known ?? valueOf('user').flatMap((id) => readEmail({ email: id }) ?? [])[0];
  const name = nameOf(said) ?? nameOf(filled);
  const title = textOf(said['title']) ?? textOf(filled['title']);
  return {
    identified: mine.some((owned) => owned.identified),
    email: email ?? null,
    email_inferred: known === null && email !== undefined,
    name,
    title,
    company_identifier_id: companyIdentifierId,
    search: cutText(
      [name, email, title, ...mine.map((owned) => owned.identifier.value)]
        .filter((text) => text !== null && text !== undefined)
        .join('\n'),
      textLengthMax,
    ),
    told_by: toldBy(mine),
  };
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? cutText(value.trim(), textLengthMax) : null;

function nameOf(traits: Record<string, unknown>): string | null {
  const parts = [textOf(traits['firstName']), textOf(traits['lastName'])];
  return textOf(traits['name']) ?? (parts.filter((part) => part !== null).join(' ') || null);
}

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
            WHERE NOT ended
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
