import type { Call, Placed } from './history.js';

const early = '2026-01-01T12:00:00.000Z';
const sameDay = '2026-01-01T23:59:59.999Z';
const middle = '2026-01-02T00:00:00.000Z';
const late = '2026-02-01T00:00:00.000Z';

/** The calls in this order, in every arrangement. */
const inOrder = (...calls: Call[]): Placed[] =>
  calls.map((call, at) => ({ call, workspace: 0, places: [[at], [at], [at]] }));

const use = (messageId: string, timestamp: string, who: Pick<Call, 'userId' | 'anonymousId'>): Call => ({
  type: 'track',
  messageId,
  timestamp,
  ...who,
  event: 'Used',
  properties: { feature: 'Alerts' },
});
const claim = (messageId: string, timestamp: string, userId: string): Call => ({
  type: 'identify',
  messageId,
  timestamp,
  userId,
  anonymousId: 'a1',
  traits: { email: 'ada@acme.com' },
});
const deletion: Call = { type: 'delete', messageId: 'd1', timestamp: middle, userId: 'u1' };

/** That the visitor was whoever is erased is only told once they are. */
const claimedTooLate = inOrder(use('m1', early, { anonymousId: 'a1' }), deletion, claim('m9', early, 'u1'));

/** The visitor is somebody else's, by an earlier claim, and may have been the erased all the same. */
const claimedByAnother = inOrder(
  claim('m1', early, 'u2'),
  claim('m9', early, 'u1'),
  use('m10', middle, { anonymousId: 'a1' }),
  use('z', late, { anonymousId: 'a1' }),
  deletion,
);

/** Whoever is erased goes on, at a worker that remembers all that this tells of them. */
const comingBack = inOrder(
  use('m1', early, { userId: 'u1' }),
  { ...deletion, timestamp: early },
  use('m10', sameDay, { userId: 'u1' }),
);

/** What came after the deletion is there before it, and on record together with what came before. */
const deletedLate = inOrder(
  use('m1', early, { userId: 'u1' }),
  use('m9', late, { userId: 'u1' }),
  claim('m10', early, 'u1'),
  claim('z', late, 'u1'),
  deletion,
);

/** Calls with their deletions, further deletions, and how many calls arrive at a time in each arrangement. */
export const examples: [Placed[], Placed[], number[]][] = [
  claimedTooLate,
  claimedByAnother,
  comingBack,
  deletedLate,
].map((calls) => [calls, [], [1, 1, 1]]);
