import type pg from 'pg';
import type { Bench } from './bench.js';
import { carryThroughHydra } from './end-to-end.js';
import type { Hydra } from './system/hydra.js';

const sliceMax = 250_000;

/**
 * Afterwards people, companies and features exist as real traffic makes them, and this many track events are stored
 * and counted, spread over 90 days.
 */
export async function preload(bench: Bench, hydra: Hydra, events: number): Promise<void> {
  const { pool } = hydra.database;
  await carryThroughHydra(bench, hydra, { kind: 'identify', seed: 1, events: 20_000 });
  await carryThroughHydra(bench, hydra, { kind: 'track', seed: 1, events: 20_000 });
  for (let stored = 0; stored < events; stored += sliceMax) {
    bench.say(`  stored ${stored} of ${events} events`);
    // oxlint-disable-next-line no-await-in-loop -- a slice at a time, so that none is a very long transaction
    await storeSlice(pool, hydra.database.workspaceId, Math.min(sliceMax, events - stored));
  }
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}

/** Afterwards that many more events are stored and counted, each of a random known user and feature. */
async function storeSlice(pool: pg.Pool, workspaceId: number, events: number): Promise<void> {
  await pool.query(
    `WITH scanner AS (SELECT id, generation FROM scanner WHERE workspace_id = $1 LIMIT 1),
          users AS (SELECT array_agg(id) AS ids FROM identifier WHERE workspace_id = $1 AND kind = 'user'),
          features AS (SELECT array_agg(id) AS ids, array_agg(name) AS names FROM feature WHERE workspace_id = $1),
          numbered AS MATERIALIZED (
            SELECT 1 + floor(random() * cardinality(users.ids))::int AS user_number,
                   1 + floor(random() * cardinality(features.ids))::int AS feature_number,
                   floor(random() * 3)::int AS flag,
                   now() - random() * interval '90 days' AS at
              FROM generate_series(1, $2), users, features),
          used AS MATERIALIZED (
            SELECT users.ids[user_number] AS identifier_id, features.ids[feature_number] AS feature_id,
                   features.names[feature_number] AS feature, flag, at
              FROM numbered, users, features),
          stored AS (
            INSERT INTO event (workspace_id, id, type, identifier_id, occurred_at, received_at, generation, body)
            SELECT $1, gen_random_uuid(), 'track', identifier_id, at, at, scanner.generation,
                   json_build_object('type', 'track', 'messageId', 'node-next-1795444688459-' || gen_random_uuid(),
                     'userId', 'user-00000', 'event', 'Feature Used', 'timestamp', at, 'receivedAt', at,
                     'properties', json_build_object('feature', feature, 'eventFlag', 'Positive'),
                     'context', json_build_object('library',
                       json_build_object('name', '@segment/analytics-node', 'version', '3.1.0')))::text
              FROM used, scanner)
     INSERT INTO usage_count (workspace_id, identifier_id, scanner_id, feature_id, day, company_identifier_id,
                              positive, neutral, negative)
     SELECT $1, identifier_id, scanner.id, feature_id, at::date, '00000000-0000-0000-0000-000000000000',
            count(*) FILTER (WHERE flag = 0), count(*) FILTER (WHERE flag = 1), count(*) FILTER (WHERE flag = 2)
       FROM used, scanner
      GROUP BY identifier_id, scanner.id, feature_id, at::date
     ON CONFLICT (workspace_id, identifier_id, scanner_id, feature_id, day, company_identifier_id) DO UPDATE
        SET positive = usage_count.positive + excluded.positive,
            neutral = usage_count.neutral + excluded.neutral,
            negative = usage_count.negative + excluded.negative`,
    [workspaceId, events],
  );
}
