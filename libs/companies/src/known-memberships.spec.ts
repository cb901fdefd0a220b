import { identifierOf } from '#identity';
import type { Membership } from './company-knowledge.js';
import { KnownMemberships } from './known-memberships.js';
import { findNewMemberships } from './memberships.js';

const moment = '2026-01-02T00:00:00.000Z';
const belongs = (at: string, messageId = 'm', group = 'g1', ended = false): Membership => ({
  at,
  ended,
  messageId,
  identifier: identifierOf(1, 'user', 'ada'),
  company: identifierOf(1, 'group', group),
});

describe('KnownMemberships', () => {
  it('covers the same word and earlier ones, decided by bytes at one moment, and no other company', () => {
    const known = new KnownMemberships();
    known.remember([belongs(moment, '\u{FF01}')]);
    known.remember([belongs('2026-01-01T00:00:00.000Z')]);
    expect(known.covers(belongs(moment, '\u{FF01}'))).toBe(true);
    expect(known.covers(belongs('2026-01-01T00:00:00.000Z', 'z'))).toBe(true);
    expect(known.covers(belongs(moment, '\u{1F600}'))).toBe(false);
    expect(known.covers(belongs('2026-01-03T00:00:00.000Z'))).toBe(false);
    expect(known.covers(belongs(moment, 'm', 'g2'))).toBe(false);
    expect(known.covers(belongs(moment, '\u{FF01}', 'g1', true))).toBe(false);
  });
});

describe('KnownMemberships of somebody who belongs to several', () => {
  it('remembers one of them, and never covers another', () => {
    const known = new KnownMemberships();
    known.remember([belongs(moment, 'm', 'g1'), belongs(moment, 'm', 'g2')]);
    expect(known.covers(belongs(moment, 'm', 'g2'))).toBe(true);
    expect(known.covers(belongs(moment, 'm', 'g1'))).toBe(false);
  });
});

describe('findNewMemberships', () => {
  it('keeps the latest word on each membership, and none that is on record', () => {
    const known = new KnownMemberships();
    known.remember([belongs(moment, 'm', 'g2')]);
    const late = belongs('2026-01-03T00:00:00.000Z');
    expect(findNewMemberships([belongs(moment), late, belongs(moment, 'a', 'g2')], known)).toEqual([late]);
  });
});
