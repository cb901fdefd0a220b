import { keyStateAt } from './key-state.js';

const now = Date.parse('2026-11-25T12:00:00Z');
const at = (text: string): Date => new Date(text);

describe('keyStateAt', () => {
  it.each([
    ['live', null, null],
    ['live', null, at('2026-12-02T12:00:00.001Z')],
    ['expiring', null, at('2026-12-02T12:00:00Z')],
    ['expiring', null, at('2026-11-25T12:00:00.001Z')],
    ['expired', null, at('2026-11-25T12:00:00Z')],
    ['revoked', at('2026-11-20T00:00:00Z'), null],
    ['revoked', at('2026-11-20T00:00:00Z'), at('2026-11-25T12:00:01Z')],
  ] as const)('%s: revoked %p, expires %p', (state, revokedAt, expiresAt) => {
    expect(keyStateAt(now, { revokedAt, expiresAt })).toBe(state);
  });
});
