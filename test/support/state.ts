import type pg from 'pg';
import { eventually } from './eventually.js';

/** A person, without ids, so that two databases can be compared. Identifiers are `kind:value`, sorted. */
export interface PersonState {
  readonly identifiers: string[];
  readonly identified: boolean;
  readonly email: string | null;
  readonly name: string | null;
  readonly title: string | null;
  /** The identifiers of the company; null where there is none. */
  readonly company: string[] | null;
  /** The last word on each trait, without those that were unset. */
  readonly traits: Record<string, unknown>;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** A company, likewise. */
export interface CompanyState {
  readonly identifiers: string[];
  readonly name: string | null;
  readonly domain: string | null;
  readonly guessed: boolean;
  readonly traits: Record<string, unknown>;
}

/** Uses of a feature on a day by a person, in the name of a group or of nobody. */
export interface CountState {
  /** The identifiers of the person. */
  readonly person: string[];
  readonly feature: string;
  readonly day: string;
  /** `group:value` that the events named, or null. */
  readonly group: string | null;
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
}

/** Everything that the pipe has made of the events of a workspace. */
export interface State {
  readonly people: PersonState[];
  readonly companies: CompanyState[];
  readonly counts: CountState[];
  /** Stored events, as `type messageId`, sorted. */
  readonly events: string[];
}

/** What the owner's identifiers say together; read here by other means than the code under test reads it. */
const owned = `
  SELECT i.workspace_id, i.owner_id,
         array_agg(i.kind || ':' || i.value ORDER BY i.kind || ':' || i.value) AS identifiers,
         min(i.first_seen_on)::text AS first_seen, max(i.last_seen_on)::text AS last_seen,
         (SELECT coalesce(jsonb_object_agg(name, value) FILTER (WHERE value <> 'null'), '{}')
            FROM (SELECT DISTINCT ON (name) name, said.value
                    FROM identifier one, jsonb_array_elements(one.traits) AS call, jsonb_each(call -> 'values') AS said (name, value)
                   WHERE one.workspace_id = i.workspace_id AND one.owner_id = i.owner_id
                   ORDER BY name, call ? 'fills', CASE WHEN NOT call ? 'fills' THEN call ->> 'at' END DESC,
                            call ->> 'at', call ->> 'messageId' DESC) AS last_words) AS traits
    FROM identifier i WHERE i.workspace_id = $1 GROUP BY i.workspace_id, i.owner_id`;

/** Reads people, companies, counts and events of a workspace, each in a fixed order. */
export async function readState(pool: pg.Pool, workspaceId: number): Promise<State> {
  return {
    people: await readPeople(pool, workspaceId),
    companies: await readCompanies(pool, workspaceId),
    counts: await readCounts(pool, workspaceId),
    events: await readEvents(pool, workspaceId),
  };
}

export async function readPeople(pool: pg.Pool, workspaceId: number): Promise<PersonState[]> {
  const { rows } = await pool.query<PersonState>(
    `WITH owned AS (${owned})
     SELECT coalesce(own.identifiers, '{}') AS identifiers, p.identified, p.email, p.name, p.title,
            theirs.identifiers AS company, coalesce(own.traits, '{}') AS traits,
            own.first_seen AS "firstSeen", own.last_seen AS "lastSeen"
       FROM person p
       LEFT JOIN owned own ON own.owner_id = p.id
       LEFT JOIN identifier named ON named.workspace_id = p.workspace_id AND named.id = p.company_identifier_id
       LEFT JOIN owned theirs ON theirs.owner_id = named.owner_id
      WHERE p.workspace_id = $1 ORDER BY own.identifiers`,
    [workspaceId],
  );
  return rows;
}

export async function readCompanies(pool: pg.Pool, workspaceId: number): Promise<CompanyState[]> {
  const { rows } = await pool.query<CompanyState>(
    `WITH owned AS (${owned})
     SELECT coalesce(own.identifiers, '{}') AS identifiers, c.name, c.domain, c.guessed,
            coalesce(own.traits, '{}') AS traits
       FROM company c LEFT JOIN owned own ON own.owner_id = c.id
      WHERE c.workspace_id = $1 ORDER BY own.identifiers`,
    [workspaceId],
  );
  return rows;
}

/** Counts of all scanners together. */
export async function readCounts(pool: pg.Pool, workspaceId: number): Promise<CountState[]> {
  const { rows } = await pool.query<CountState>(
    `WITH owned AS (${owned})
     SELECT own.identifiers AS person, f.name AS feature, u.day::text AS day, g.kind || ':' || g.value AS "group",
            sum(u.positive)::int AS positive, sum(u.neutral)::int AS neutral, sum(u.negative)::int AS negative
       FROM usage_count u
       JOIN identifier i ON i.workspace_id = u.workspace_id AND i.id = u.identifier_id
       JOIN owned own ON own.owner_id = i.owner_id
       JOIN feature f ON f.workspace_id = u.workspace_id AND f.id = u.feature_id
       LEFT JOIN identifier g ON g.workspace_id = u.workspace_id AND g.id = u.company_identifier_id
      WHERE u.workspace_id = $1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 NULLS FIRST`,
    [workspaceId],
  );
  return rows;
}

export async function readEvents(pool: pg.Pool, workspaceId: number): Promise<string[]> {
  const { rows } = await pool.query<{ event: string }>(
    `SELECT type || ' ' || (body::json ->> 'messageId') AS event FROM event WHERE workspace_id = $1 ORDER BY 1`,
    [workspaceId],
  );
  return rows.map((row) => row.event);
}

/** The dead letters of a workspace, by queue and body. */
export async function readDeadLetters(
  pool: pg.Pool,
  workspaceId: number,
): Promise<{ queue: string; body: string; code: string; reason: string }[]> {
  const { rows } = await pool.query<{ queue: string; body: string; code: string; reason: string }>(
    'SELECT queue, body, code, reason FROM dead_letter WHERE workspace_id = $1 ORDER BY queue, body',
    [workspaceId],
  );
  return rows;
}

/** Waits until nothing is in the inbox: an event leaves it in the transaction that records it, so all is then committed. */
export async function settled(pool: pg.Pool, deadlineMs = 45_000): Promise<void> {
  await eventually(
    'the inbox is empty',
    async () => (await pool.query('SELECT FROM inbox LIMIT 1')).rowCount === 0,
    deadlineMs,
  );
}
