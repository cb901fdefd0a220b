import type pg from 'pg';

/** One track event of a load. Everything in it follows from its number, so that two of one number are repetitions. */
export interface LoadEvent {
  readonly type: 'track' | 'identify';
  readonly messageId: string;
  readonly [field: string]: unknown;
}

/** What is to be sent: requests of many events, and of one. */
export interface Load {
  readonly events: readonly LoadEvent[];
  readonly requests: readonly (readonly LoadEvent[])[];
}

const features = ['Alerts', 'Reports', 'Device management', 'Export', 'Search'];
const flags = ['positive', 'neutral', 'negative'];
const users = 300;
const companies = 20;
const dayMs = 86_400_000;
const firstDayMs = Date.parse('2026-01-01T09:00:00.000Z');
/** Every tenth event is an identify call, every fortieth request holds a single event. */
const identifyEvery = 10;
const singleEvery = 3;
const batchSize = 100;

/** A load of so many events, always the same. */
export function createLoad(size: number): Load {
  const events = Array.from({ length: size }, (_, number) => eventOf(number));
  const requests: LoadEvent[][] = [];
  for (let at = 0; at < size;) {
    const howMany = requests.length % singleEvery === 0 ? 1 : batchSize;
    requests.push(events.slice(at, at + howMany));
    at += howMany;
  }
  return { events, requests };
}

function eventOf(number: number): LoadEvent {
  const user = number % users;
  const timestamp = new Date(firstDayMs + (number % 5) * dayMs + number).toISOString();
  const common = { messageId: `load-${number}`, userId: `user-${user}`, timestamp };
  if (number % identifyEvery === 0) {
    const traits = {
      name: `User ${user}`,
      email: `user-${user}@company-${user % companies}.com`,
      seen: number,
    };
    return { ...common, type: 'identify', anonymousId: `anonymous-${user}`, traits };
  }
  const feature = features[number % features.length];
  const eventFlag = flags[Math.floor(number / features.length) % flags.length];
  return { ...common, type: 'track', event: 'Feature used', properties: { feature, eventFlag } };
}

/** What is amiss after a load: all lists empty and all numbers equal where nothing is. */
export interface Verdict {
  /** Acknowledged and not stored. */
  readonly lost: string[];
  /** Stored and never sent. */
  readonly invented: string[];
  /** Counts, by feature and flag, that differ from the stored events, as `feature flag counted stored`. */
  readonly miscounted: string[];
  /** Users whose person does not have what the stored events say of it. */
  readonly misdescribed: string[];
  readonly deadLetters: number;
  readonly waiting: number;
}

/** What the verdict is when every promise was kept. */
export const allKept: Verdict = {
  lost: [],
  invented: [],
  miscounted: [],
  misdescribed: [],
  deadLetters: 0,
  waiting: 0,
};

/** Compares what was acknowledged with what a workspace holds, and what it has counted with what it has stored. */
export async function judge(
  pool: pg.Pool,
  workspaceId: number,
  load: Load,
  acknowledged: ReadonlySet<string>,
): Promise<Verdict> {
  const { rows } = await pool.query<{ message_id: string }>(
    `SELECT body::json ->> 'messageId' AS message_id FROM event WHERE workspace_id = $1`,
    [workspaceId],
  );
  const stored = new Set(rows.map((row) => row.message_id));
  const sent = new Map(load.events.map((event) => [event.messageId, event]));
  const storedEvents = load.events.filter((event) => stored.has(event.messageId));
  return {
    lost: [...acknowledged].filter((id) => !stored.has(id)),
    invented: rows.map((row) => row.message_id).filter((id) => !sent.has(id)),
    miscounted: differences(await readCounts(pool, workspaceId), countsOf(storedEvents)),
    misdescribed: differences(await readLastSeen(pool, workspaceId), lastSeenOf(storedEvents)),
    deadLetters: await count(pool, 'SELECT count(*) FROM dead_letter'),
    waiting: await count(pool, 'SELECT count(*) FROM inbox'),
  };
}

/** What the stored events add up to: by user, feature, day and flag. */
function countsOf(events: readonly LoadEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'track') continue;
    const { feature, eventFlag } = Object(event['properties']);
    const key = `${event['userId']} ${feature} ${String(event['timestamp']).slice(0, 10)} ${eventFlag}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function readCounts(pool: pg.Pool, workspaceId: number): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ key: string; uses: number }>(
    `SELECT i.value || ' ' || f.name || ' ' || u.day || ' ' || flag AS key, sum(uses)::int AS uses
       FROM usage_count u
       JOIN identifier i ON i.workspace_id = u.workspace_id AND i.id = u.identifier_id
       JOIN feature f ON f.workspace_id = u.workspace_id AND f.id = u.feature_id
      CROSS JOIN LATERAL (VALUES ('positive', positive), ('neutral', neutral), ('negative', negative)) AS said (flag, uses)
      WHERE u.workspace_id = $1 AND uses > 0 GROUP BY 1`,
    [workspaceId],
  );
  return new Map(rows.map(({ key, uses }) => [key, uses]));
}

/** The number of the last identify call of each user. */
function lastSeenOf(events: readonly LoadEvent[]): Map<string, number> {
  const last = new Map<string, { timestamp: string; seen: number }>();
  for (const event of events) {
    if (event.type !== 'identify') continue;
    const { seen } = Object(event['traits']);
    const timestamp = String(event['timestamp']);
    const user = String(event['userId']);
    if (timestamp >= (last.get(user)?.timestamp ?? '')) last.set(user, { timestamp, seen });
  }
  return new Map([...last].map(([user, { seen }]) => [user, seen]));
}

async function readLastSeen(pool: pg.Pool, workspaceId: number): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ value: string; seen: number }>(
    `SELECT value, (jsonb_path_query_first(traits, '$[*].values.seen'))::int AS seen
       FROM identifier JOIN person USING (workspace_id)
      WHERE workspace_id = $1 AND kind = 'user' AND person.id = owner_id AND person.identified`,
    [workspaceId],
  );
  return new Map(rows.map(({ value, seen }) => [value, seen]));
}

function differences(found: ReadonlyMap<string, number>, wanted: ReadonlyMap<string, number>): string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])]
    .filter((key) => found.get(key) !== wanted.get(key))
    .map((key) => `${key}: ${found.get(key) ?? 'nothing'} instead of ${wanted.get(key) ?? 'nothing'}`);
}

async function count(pool: pg.Pool, sql: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(sql);
  return Number(rows[0]?.count ?? 0);
}
