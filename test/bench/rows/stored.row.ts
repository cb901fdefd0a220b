import type { Bench } from '../bench.js';
import { carryThroughHydra } from '../end-to-end.js';
import type { Engine } from '../options.js';
import { preload } from '../preload.js';
import { alternate, medianRatio } from '../repeats.js';
import { judge, whole, type Row } from '../row.js';
import { StaffClient } from '../staff-client.js';
import { median, percentile } from '../statistics.js';
import type { Hydra } from '../system/hydra.js';
import { describeCpu } from './track.row.js';

const few = 100_000;

/** What many stored events cost: the next events, and staff who look at a person. */
export async function measureStored(bench: Bench, engine: Engine): Promise<Row[]> {
  const { quick, rows } = bench.options;
  const many = quick ? 1_000_000 : 5_000_000;
  return bench.onStage(engine, async (stage) => {
    const large = await stage.hydra(await stage.database(), true);
    await preload(bench, large, many);
    const staff = rows.has('staff') ? [await measureStaff(bench, engine, large, many)] : [];
    if (!rows.has('growth')) return staff;
    const small = await stage.hydra(await stage.database(), true);
    await preload(bench, small, few);
    return [await measureGrowth(bench, engine, { small, large, many }), ...staff];
  });
}

async function measureGrowth(
  bench: Bench,
  engine: Engine,
  { small, large, many }: { readonly small: Hydra; readonly large: Hydra; readonly many: number },
): Promise<Row> {
  const { quick } = bench.options;
  const events = quick ? 20_000 : 50_000;
  const repeats = await alternate(
    quick ? 3 : 7,
    (seed) => carryThroughHydra(bench, large, { kind: 'track', seed, events }),
    (seed) => carryThroughHydra(bench, small, { kind: 'track', seed, events }),
  );
  const [ofMany, ofFew] = [repeats.map(({ first }) => first), repeats.map(({ second }) => second)];
  const microseconds = (seconds: number): string => ((seconds / events) * 1e6).toFixed(1);
  return judge({
    name: 'growth',
    engine,
    what: `cost of an event with ${whole(many)} stored ÷ with ${whole(few)}`,
    value: medianRatio(
      repeats.map(({ first, second }) => ({ first: first.seconds, second: second.seconds })),
    ),
    unit: '×',
    bar: { atMost: 1.3 },
    detail: `${microseconds(median(ofMany.map(({ seconds }) => seconds)))} ÷ ${microseconds(median(ofFew.map(({ seconds }) => seconds)))} µs an event end to end; many: ${describeCpu(ofMany)}; few: ${describeCpu(ofFew)}`,
    figures: {
      manySeconds: ofMany.map(({ seconds }) => seconds),
      fewSeconds: ofFew.map(({ seconds }) => seconds),
    },
  });
}

async function measureStaff(bench: Bench, engine: Engine, hydra: Hydra, stored: number): Promise<Row> {
  const { pool, workspaceId } = hydra.database;
  const client = await StaffClient.signIn(hydra.port, hydra.database);
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM person WHERE workspace_id = $1 AND identified ORDER BY md5(id::text) LIMIT $2',
    [workspaceId, bench.options.quick ? 300 : 2_000],
  );
  const paths = rows.map(({ id }) => `/api/people/${id}`);
  await client.time(paths.slice(0, 50));
  const details = await client.time(paths);
  const features = await client.time(paths.map((path) => `${path}/top-features`));
  const [detailsP99, featuresP99] = [percentile(details, 0.99), percentile(features, 0.99)];
  return judge({
    name: 'staff',
    engine,
    what: `person details and top features with ${whole(stored)} stored, p99`,
    value: Math.max(detailsP99, featuresP99),
    unit: 'ms',
    bar: { atMost: 50 },
    detail: `${paths.length} people; details p50 ${median(details).toFixed(1)}, p99 ${detailsP99.toFixed(1)} ms; top features p50 ${median(features).toFixed(1)}, p99 ${featuresP99.toFixed(1)} ms`,
    figures: { detailsP99Ms: detailsP99, topFeaturesP99Ms: featuresP99 },
  });
}
