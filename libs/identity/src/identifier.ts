import { nameBasedId } from './name-based-id.js';

/** What names a person, strongest first; and what names a company, strongest first. */
export const personKinds = ['user', 'anonymous', 'email'] as const;
export const companyKinds = ['group', 'name', 'domain'] as const;
export type PersonKind = (typeof personKinds)[number];
export type CompanyKind = (typeof companyKinds)[number];
export type IdentifierKind = PersonKind | CompanyKind;

export type Identifier<Kind extends IdentifierKind = IdentifierKind> = {
  workspaceId: number;
  id: string;
  kind: Kind;
  value: string;
};

/** E-mail addresses, domains and company names are the same in any case. */
const ignoresCase: ReadonlySet<IdentifierKind> = new Set(['email', 'name', 'domain']);

/** An identifier with its id. Surrounding blanks do not count, nor does the case of addresses, domains and names. */
export function identifierOf<Kind extends IdentifierKind>(
  workspaceId: number,
  kind: Kind,
  value: string,
): Identifier<Kind> {
  const trimmed = value.trim();
  const same = ignoresCase.has(kind) ? trimmed.toLowerCase() : trimmed;
  return { workspaceId, kind, value: same, id: nameBasedId(kind, workspaceId, same) };
}

export const isPersonKind = (kind: IdentifierKind): kind is PersonKind =>
  (personKinds as readonly IdentifierKind[]).includes(kind);
