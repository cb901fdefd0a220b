import { identifierOf, seenOn, toldOf } from '#identity';
import { Known } from './known.js';

const ada = toldOf(identifierOf(1, 'user', 'ada'), seenOn('2026-01-05'));
const workspaces = (...erasures: number[]) =>
  new Map(erasures.map((count, at) => [at + 1, { erasures: count }]));

describe('Known', () => {
  it('remembers as long as nobody is erased', () => {
    const known = new Known();
    known.asOf(workspaces(0)).identifiers.remember([ada]);
    expect(known.asOf(workspaces(0)).identifiers.covers(ada)).toBe(true);
    known.asOf(workspaces(0, 3)).identifiers.remember([ada]);
    expect(known.asOf(workspaces(0, 3)).identifiers.covers(ada)).toBe(true);
  });

  it('forgets everything once somebody was erased in a workspace', () => {
    const known = new Known();
    known.asOf(workspaces(1)).identifiers.remember([ada]);
    expect(known.asOf(workspaces(2)).identifiers.covers(ada)).toBe(false);
  });

  it('does not remember what a chunk learnt that began before somebody was erased', () => {
    const known = new Known();
    const before = known.asOf(workspaces(1));
    const after = known.asOf(workspaces(2));
    before.identifiers.remember([ada]);
    expect(after.identifiers.covers(ada)).toBe(false);
    expect(known.asOf(workspaces(2)).identifiers.covers(ada)).toBe(false);
  });
});
