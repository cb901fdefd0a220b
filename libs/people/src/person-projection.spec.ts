import fc from 'fast-check';
import { identifierOf, type Owned, type PersonKind } from '#identity';
import { describePerson } from './person-projection.js';

const owned = (
  kind: PersonKind,
  value: string,
  traits: Record<string, unknown> = {},
  at = '2026-01-01T00:00:00.000Z',
): Owned => ({
  identifier: identifierOf(1, kind, value),
  identified: false,
  traits: [{ at, messageId: 'm', values: traits }],
});

describe('describePerson', () => {
  it('takes each trait from whichever identifier heard it last', () => {
    const person = describePerson(
      [
        owned('user', 'u1', { name: 'Ada', title: 'CTO' }, '2026-01-02T00:00:00.000Z'),
        owned('anonymous', 'a1', { name: 'A. L.', title: null, email: 'a@b.co' }, '2026-01-03T00:00:00.000Z'),
      ],
      null,
    );
    expect(person).toMatchObject({ name: 'A. L.', title: null, email: 'a@b.co' });
  });

  it('cuts off what is long so that it can be stored, emoji or not', () => {
    const { name, search } = describePerson([owned('user', 'u1', { name: `${'a'.repeat(999)}😀` })], null);
    expect([name, search]).toEqual([`${'a'.repeat(999)}\ufffd`, `${'a'.repeat(999)}\ufffd`]);
  });

  it('puts a name together from its parts where none was sent', () => {
    expect(describePerson([owned('user', 'u1', { firstName: 'Ada', lastName: 'Lovelace' })], null).name).toBe(
      'Ada Lovelace',
    );
    expect(describePerson([owned('user', 'u1', { lastName: 'Lovelace' })], null).name).toBe('Lovelace');
    expect(describePerson([owned('user', 'u1', { name: ' ', title: 7 })], null)).toMatchObject({
      name: null,
      title: null,
    });
  });

  it('knows the address by which a person is named, where no trait says one', () => {
    expect(describePerson([owned('email', 'a@b.co')], null).email).toBe('a@b.co');
  });

  it('shows what only fills where nothing else was said, and never beside it', () => {
    const filling = (values: Record<string, unknown>): Owned => ({
      ...owned('anonymous', 'a1'),
      traits: [{ at: '2026-01-01T00:00:00.000Z', messageId: 'm', values, fills: true }],
    });
    const filled = filling({ name: 'Ada King', title: 'CTO', email: 'a@b.co' });
    expect(describePerson([filled], null)).toMatchObject({
      name: 'Ada King',
      title: 'CTO',
      email: 'a@b.co',
      email_inferred: false,
    });
    const said = owned('user', 'u1', { firstName: 'Ada', lastName: 'Lovelace', title: null });
    expect(describePerson([said, filled, owned('email', 'x@y.co')], null)).toMatchObject({
      name: 'Ada Lovelace',
      title: null,
      email: 'x@y.co',
    });
  });

  it('takes a user id that looks like an address for one where no other is known', () => {
    const named = owned('user', 'Ada@b.co');
    expect(describePerson([named], null)).toMatchObject({ email: 'ada@b.co', email_inferred: true });
    expect(describePerson([named, owned('anonymous', 'x@y.co')], null).email).toBe('ada@b.co');
    expect(describePerson([named, owned('email', 'x@y.co')], null)).toMatchObject({
      email: 'x@y.co',
      email_inferred: false,
    });
  });

  it('is identified as soon as one of its identifiers is', () => {
    expect(describePerson([owned('user', 'u1')], null).identified).toBe(false);
    expect(
      describePerson([owned('user', 'u1'), { ...owned('anonymous', 'a'), identified: true }], null)
        .identified,
    ).toBe(true);
  });

  it('is found by every identifier, and its search text is bounded', () => {
    expect(describePerson([owned('user', 'u1'), owned('anonymous', 'a1')], null).search.split('\n')).toEqual([
      'u1',
      'a1',
    ]);
    fc.assert(
      fc.property(fc.string({ minLength: 900, maxLength: 3_000 }), (name) => {
        expect(
          describePerson([owned('user', 'u1', { name, title: name })], null).search.length,
        ).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 20 },
    );
  });
});
