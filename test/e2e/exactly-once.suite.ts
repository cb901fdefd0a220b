import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { send, type Answer } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';
import type { CountState } from '../support/state.js';
import type { Workspace } from '../support/workspace.js';

const flags = ['positive', 'neutral', 'negative'] as const;
const features = 4;
const users = 7;

type Sent = {
  type: 'identify' | 'track';
  messageId: string;
  userId: string;
  timestamp: string;
  event?: string;
  traits?: object;
  properties?: { feature: string; eventFlag: string };
};

/** The n-th event of a history: tracks of several users, features, flags and days, with an identify now and then. */
function eventOf(n: number): Sent {
  const userId = `u${n % users}`;
  const timestamp = new Date(Date.UTC(2026, 2, 1 + (n % 3), 12, n % 60)).toISOString();
  if (n % 10 === 0) return { type: 'identify', messageId: `i${n}`, userId, traits: { n }, timestamp };
  const properties = { feature: `Feature ${n % features}`, eventFlag: flags[n % flags.length] ?? 'neutral' };
  return { type: 'track', messageId: `t${n}`, userId, event: 'Used', properties, timestamp };
}

/** How often each `user feature day flag` is used in the events. */
function expectedCounts(events: readonly Sent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { userId, timestamp, properties } of events) {
    if (properties === undefined) continue;
    const key = [userId, properties.feature, timestamp.slice(0, 10), properties.eventFlag].join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The same from what is in Postgres. */
function foundCounts(counts: readonly CountState[]): Record<string, number> {
  return Object.fromEntries(
    counts.flatMap((count) =>
      flags.flatMap((flag) => {
        const key = [count.person[0]?.replace('user:', ''), count.feature, count.day, flag].join(' ');
        return count[flag] === 0 ? [] : [[key, count[flag]]];
      }),
    ),
  );
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

/** Events count once, however often and however chunked they come, and whenever the scanner was created. */
export function exactlyOnce(rig: Rig): void {
  const sendBatch = (workspace: Workspace, batch: readonly unknown[]): Promise<Answer> =>
    send(rig.system.baseUrl, '/v1/batch', { batch }, { authorization: workspace.authorization });

  test('the same events, sent five times at once and in other chunks, count once', async () => {
    const workspace = await rig.newWorkspace();
    const events = range(0, 300).map(eventOf);
    const chunkings = [300, 300, 300, 300, 300, 77, 10, 1].flatMap((size, at) =>
      chunksOf(at % 2 === 0 ? events : events.toReversed(), size),
    );
    const answers = await Promise.all(chunkings.map((batch) => sendBatch(workspace, batch)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const state = await rig.settledState(workspace);
    expect(state.events).toEqual(events.map(({ type, messageId }) => `${type} ${messageId}`).toSorted());
    expect(foundCounts(state.counts)).toEqual(expectedCounts(events));
    expect(state.people).toHaveLength(users);
  });

  test('a repetition within one batch is told, and is no event of another type or workspace', async () => {
    const [one, other] = [await rig.newWorkspace(), await rig.newWorkspace()];
    const event = { messageId: 'm', userId: 'u', event: 'Used', properties: { feature: 'Reports' } };
    const batch = [
      { ...event, type: 'track' },
      { ...event, type: 'track' },
      { ...event, type: 'page' },
    ];
    const answers = [
      await sendBatch(one, batch),
      await sendBatch(other, batch),
      await sendBatch(other, batch),
    ];

    expect(answers.map(({ body }) => body)).toMatchObject(
      answers.map(() => ({ received: 3, accepted: 2, duplicates: 1, rejected: 0 })),
    );
    for (const workspace of [one, other]) {
      const { events, counts } = await rig.settledState(workspace);
      expect(events).toEqual(['page m', 'track m']);
      expect(counts).toMatchObject([{ feature: 'Reports', neutral: 1 }]);
    }
  });

  test('without a scanner nothing is counted; one created amid new events counts all of them, each once', async () => {
    const workspace = await rig.newWorkspace({ counts: false, withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const before = chunksOf(range(0, 5_000).map(eventOf), 1_000);
    for (const batch of before) expect((await sendBatch(workspace, batch)).status).toBe(200);
    const uncounted = await rig.settledState(workspace);
    expect(uncounted.events).toHaveLength(5_000);
    expect(uncounted.counts).toEqual([]);

    // Goes on until the scanner has counted what was there before it.
    const sent = before.flat();
    let recounted = false;
    const sending = (async () => {
      for (let n = 5_000; !recounted || n < 5_400; n += 40) {
        const batch = range(n, n + 40).map(eventOf);
        if ((await sendBatch(workspace, batch)).status === 200) sent.push(...batch);
      }
    })();
    await eventually('new events have come in', () => sent.length >= 5_120);
    const created = await staff.post('scanners', { name: 'Product usage' });
    expect(created).toMatchObject({ status: 201, body: { kind: 'product_usage', name: 'Product usage' } });
    const scanner = await eventually('the recount is finished', async () => {
      const { items } = await staff.read('scanners', staffApi.scannerList);
      return items.find(({ recount }) => recount.finishedAt !== null);
    });
    recounted = true;
    await sending;

    const { events, counts } = await rig.settledState(workspace);
    expect(events).toHaveLength(sent.length);
    expect(foundCounts(counts)).toEqual(expectedCounts(sent));
    expect(scanner.recount.scanned).toBeGreaterThanOrEqual(4_500);
    expect(scanner.recount.scanned).toBeLessThanOrEqual(sent.length);
  });
}
