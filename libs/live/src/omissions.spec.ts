import { Omissions } from './omissions.js';

test('what was omitted comes out once its second is over, once, by workspace and kind', () => {
  const omissions = new Omissions();
  omissions.add(1, 'accepted', 3, 5_100);
  omissions.add(1, 'accepted', 4, 5_900);
  omissions.add(1, 'refused', 1, 5_900);
  omissions.add(2, 'accepted', 2, 5_900);
  omissions.add(1, 'accepted', 9, 6_000);

  expect(omissions.take(5_999)).toEqual([]);
  const seen = omissions
    .take(6_000)
    .map(({ outcome, count, request }) => [request.workspaceId, outcome, count, request.receivedAtMs]);
  expect(seen).toEqual([
    [1, 'not_shown', 7, 5_000],
    [1, 'not_shown_refused', 1, 5_000],
    [2, 'not_shown', 2, 5_000],
  ]);
  expect(omissions.any).toBe(true);
  expect(omissions.take(7_000)).toHaveLength(1);
  expect(omissions.any).toBe(false);
});
