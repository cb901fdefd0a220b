import { companyKinds, identifierOf, isPersonKind, personKinds } from './identifier.js';

describe('identifierOf', () => {
  it.each([
    ['email', ' Ada@Acme.COM ', 'ada@acme.com'],
    ['name', 'Acme Inc', 'acme inc'],
    ['domain', 'ACME.com', 'acme.com'],
  ] as const)('holds %s to be the same in any case', (kind, given, kept) => {
    expect(identifierOf(1, kind, given)).toEqual(identifierOf(1, kind, kept));
  });

  it.each(['user', 'anonymous', 'group'] as const)('tells the ids of a %s apart by case', (kind) => {
    expect(identifierOf(1, kind, 'U1').id).not.toBe(identifierOf(1, kind, 'u1').id);
    expect(identifierOf(1, kind, ' u1 ').id).toBe(identifierOf(1, kind, 'u1').id);
  });

  it('computes another id for another kind or workspace', () => {
    const ids = [...personKinds, ...companyKinds].flatMap((kind) =>
      [1, 2].map((workspaceId) => identifierOf(workspaceId, kind, 'x').id),
    );
    expect(new Set(ids).size).toBe(12);
  });

  it('computes the same id on every machine and day', () => {
    expect(identifierOf(1, 'user', 'u1').id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(identifierOf(1, 'user', 'u1').id).toBe('6de2b9d4-f488-8246-a017-c6452a8849a6');
  });
});

describe('isPersonKind', () => {
  it('tells what names a person from what names a company', () => {
    expect(personKinds.every(isPersonKind)).toBe(true);
    expect(companyKinds.some(isPersonKind)).toBe(false);
  });
});
