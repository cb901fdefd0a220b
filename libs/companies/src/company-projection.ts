import { cutText } from '#contract';
import { mergeTraits, toldBy, valuesOf, type Owned, type Projection } from '#identity';
import { deletedTrait } from './account-events.js';
import { registrableDomain } from './work-domain.js';

/** A row of `company`. */
export type CompanyRow = {
  name: string | null;
  domain: string | null;
  guessed: boolean;
  deleted: boolean;
  search: string;
  told_by: number;
};

const textLengthMax = 1_000;

/** Companies, as their identifiers describe them. */
export const companyProjection: Projection<CompanyRow> = {
  table: 'company',
  columns: {
    name: 'text',
    domain: 'text',
    guessed: 'boolean',
    deleted: 'boolean',
    search: 'text',
    told_by: 'smallint',
  },
  describe: async (_tx, owned) => new Map([...owned].map(([key, mine]) => [key, describeCompany(mine)])),
};

/** What a company's identifiers say together. */
export function describeCompany(mine: readonly Owned[]): CompanyRow {
  const traits = valuesOf(mergeTraits(...mine.map((owned) => owned.traits)));
  const valueOf = (kind: string): string | null =>
    mine.find((owned) => owned.identifier.kind === kind)?.identifier.value ?? null;
  const website = textOf(traits['website']) ?? textOf(traits['domain']);
  const domain = (website && registrableDomain(website)) ?? valueOf('domain');
  const name = textOf(traits['name']) ?? valueOf('name') ?? domain;
  return {
    name,
    domain,
    guessed: !mine.some((owned) => owned.identifier.kind === 'group'),
    deleted: typeof traits[deletedTrait] === 'string',
    search: cutText(
      [name, domain, ...mine.map((owned) => owned.identifier.value)]
        .filter((text) => text !== null)
        .join('\n'),
      textLengthMax,
    ),
    told_by: toldBy(mine),
  };
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? cutText(value.trim(), textLengthMax) : null;
