import type { Bench } from '../bench.js';
import { batchesOf } from '../end-to-end.js';
import type { LoadJob } from '../load/load-job.js';
import type { Engine } from '../options.js';
import { alternate, medianRatio } from '../repeats.js';
import { judge, whole, type Row } from '../row.js';
import { median } from '../statistics.js';
import { emptyInbox } from '../system/hydra-database.js';

const shapes = {
  single: { path: '/v1/track', batchSize: 1, connections: 64 },
  batch: {},
} as const satisfies Record<string, Partial<LoadJob>>;

/** How fast events are acknowledged while each of them is noted for staff to see, beside a Hydra that notes none. */
export async function measureLive(bench: Bench, engine: Engine): Promise<Row> {
  const { quick } = bench.options;
  const load = await bench.load();
  return bench.onStage(engine, async (stage) => {
    const database = await stage.database();
    const settings = { HYDRA_INBOX_HIGH_WATER_MARK: '1000000000' };
    const noting = await stage.hydra(database, false, settings);
    const silent = await stage.hydra(database, false, { ...settings, HYDRA_LIVE_EVENTS: 'false' });
    // A workspace has saved up its allowance while the other took its turn: long turns are closer to a steady flood.
    const seconds = quick ? 2 : 8;
    const send = async (port: number, shape: Partial<LoadJob>, seed: number): Promise<number> => {
      const job = { ...batchesOf('track', port, database.authorization), ...shape };
      const { eventsPerSecond } = await load.run({ ...job, seconds, seed });
      await emptyInbox(database.pool);
      // What the workers would have removed.
      await database.pool.query('TRUNCATE live_event');
      return eventsPerSecond;
    };
    const measure = async (shape: Partial<LoadJob>) => {
      for (const { port } of [noting, silent]) await send(port, shape, 1);
      const pairs = await alternate(
        quick ? 3 : 7,
        (repeat) => send(noting.port, shape, repeat),
        (repeat) => send(silent.port, shape, repeat),
      );
      const [withIt, without] = [pairs.map(({ first }) => first), pairs.map(({ second }) => second)];
      return { ratio: medianRatio(pairs), withIt, without };
    };
    const single = await measure(shapes.single);
    const batch = await measure(shapes.batch);
    const tell = ({ ratio, withIt, without }: typeof single): string =>
      `${ratio.toFixed(3)}, ${whole(median(withIt))} ÷ ${whole(median(without))} events/s`;
    return judge({
      name: 'live',
      engine,
      what: 'acknowledged with live events ÷ without, the lower of single and batch',
      value: Math.min(single.ratio, batch.ratio),
      unit: '×',
      bar: { atLeast: 0.95 },
      detail: `single ${tell(single)}; batch ${tell(batch)}`,
      figures: {
        singleWith: single.withIt,
        singleWithout: single.without,
        batchWith: batch.withIt,
        batchWithout: batch.without,
      },
    });
  });
}
