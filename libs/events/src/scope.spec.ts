import { conditionOf, includesDay, momentsOf } from './scope.js';

const hourMs = 3_600_000;

describe('momentsOf', () => {
  it.each([-12, 0, 5.75, 14])('holds every moment of the days %s hours ahead of UTC', (hours) => {
    const { occurredFrom, occurredBefore } = momentsOf({ from: '2026-03-01', to: '2026-03-02' });
    const first = Date.parse('2026-03-01') - hours * hourMs;
    const last = Date.parse('2026-03-03') - hours * hourMs - 1;
    expect(first).toBeGreaterThanOrEqual(occurredFrom?.getTime() ?? Infinity);
    expect(last).toBeLessThan(occurredBefore?.getTime() ?? -Infinity);
  });

  it('is open where nothing is said', () => {
    expect(momentsOf({ from: null, to: null })).toEqual({
      occurredFrom: null,
      occurredBefore: null,
      receivedFrom: null,
    });
  });
});

test('a scope without bounds adds no value, and each bound adds its own', () => {
  const values: unknown[] = [1];
  expect(conditionOf({ workspaceId: 1, from: null, to: null, identifierIds: null }, values)).toBe('true');
  expect(values).toEqual([1]);
  const condition = conditionOf(
    { workspaceId: 1, from: '2026-03-01', to: null, identifierIds: ['x'] },
    values,
  );
  expect(condition).toContain('identifier_id = ANY($4::uuid[])');
  expect(values).toHaveLength(4);
});

test('both ends of a period belong to it', () => {
  const period = { from: '2026-03-01', to: '2026-03-02' };
  expect(
    ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03'].map((day) => includesDay(period, day)),
  ).toEqual([false, true, true, false]);
});
