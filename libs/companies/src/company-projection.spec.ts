import { identifierOf, type CompanyKind, type Owned } from '#identity';
import { describeCompany } from './company-projection.js';

const owned = (kind: CompanyKind, value: string, traits: Record<string, unknown> = {}): Owned => ({
  identifier: identifierOf(1, kind, value),
  identified: false,
  traits: [{ at: '2026-01-01T00:00:00.000Z', messageId: 'm', values: traits }],
});

describe('describeCompany', () => {
  it('is guessed until a group id names it', () => {
    expect(describeCompany([owned('domain', 'acme.com')]).guessed).toBe(true);
    expect(describeCompany([owned('domain', 'acme.com'), owned('group', 'g1')]).guessed).toBe(false);
  });

  it('is called by its trait, else by the name it is known under, else by its domain', () => {
    expect(describeCompany([owned('name', 'acme inc', { name: 'Acme Inc.' })]).name).toBe('Acme Inc.');
    expect(describeCompany([owned('name', 'acme inc')]).name).toBe('acme inc');
    expect(describeCompany([owned('domain', 'acme.com')]).name).toBe('acme.com');
    expect(describeCompany([owned('group', 'g1')])).toMatchObject({ name: null, domain: null });
  });

  it('is deleted where the last word on it is that', () => {
    expect(describeCompany([owned('group', 'g1')]).deleted).toBe(false);
    const deleted = owned('group', 'g1', { account_deleted_at: '2026-01-01T00:00:00.000Z' });
    expect(describeCompany([deleted]).deleted).toBe(true);
    expect(describeCompany([owned('group', 'g1', { account_deleted_at: null })]).deleted).toBe(false);
  });

  it('cuts off what is long so that it can be stored, emoji or not', () => {
    const { name, search } = describeCompany([owned('group', 'g1', { name: `${'a'.repeat(999)}😀` })]);
    expect([name, search]).toEqual([`${'a'.repeat(999)}\ufffd`, `${'a'.repeat(999)}\ufffd`]);
  });

  it('takes its domain from its website', () => {
    const company = describeCompany([
      owned('group', 'g1', { website: 'https://www.acme.co.uk/x' }),
      owned('domain', 'b.com'),
    ]);
    expect(company.domain).toBe('acme.co.uk');
    expect(describeCompany([owned('group', 'g1', { website: 'nowhere' })]).domain).toBeNull();
  });
});
