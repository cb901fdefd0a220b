import type { Bench } from '../bench.js';
import { batchesOf } from '../end-to-end.js';
import type { LoadJob } from '../load/load-job.js';
import type { Engine } from '../options.js';
import { alternate, medianRatio } from '../repeats.js';
import { judge, whole, type Row } from '../row.js';
import { median } from '../statistics.js';
import { emptyInbox } from '../system/hydra-database.js';

const bars = { single: 0.3, batch: 0.2 } as const;
const what = {
  single: 'single POST /v1/track acknowledged, workers idle ÷ bare Fastify',
  batch: '/v1/batch of 100 acknowledged, workers idle ÷ bare Fastify',
} as const;

/** How fast events are acknowledged while no worker runs, beside a bare Fastify that only parses the body. */
export async function measureAccept(bench: Bench, engine: Engine, name: 'single' | 'batch'): Promise<Row> {
  const { quick } = bench.options;
  const [load, bare] = [await bench.load(), await bench.bare()];
  return bench.onStage(engine, async (stage) => {
    const database = await stage.database();
    const hydra = await stage.hydra(database, false, { HYDRA_INBOX_HIGH_WATER_MARK: '1000000000' });
    const shape: Partial<LoadJob> =
      name === 'single' ? { path: '/v1/track', batchSize: 1, connections: 64 } : {};
    const send = async (port: number, seconds: number, seed: number): Promise<number> => {
      const job = { ...batchesOf('track', port, database.authorization), ...shape };
      const { eventsPerSecond } = await load.run({ ...job, seconds, seed });
      await emptyInbox(database.pool);
      return eventsPerSecond;
    };
    const seconds = quick ? 2 : 4;
    await send(hydra.port, 2, 1);
    await send(bare.port, 2, 1);
    const pairs = await alternate(
      quick ? 3 : 7,
      (repeat) => send(hydra.port, seconds, repeat),
      (repeat) => send(bare.port, seconds, repeat),
    );
    const [ours, theirs] = [pairs.map(({ first }) => first), pairs.map(({ second }) => second)];
    return judge({
      name,
      engine,
      what: what[name],
      value: medianRatio(pairs),
      unit: '×',
      bar: { atLeast: bars[name] },
      detail: `${whole(median(ours))} ÷ ${whole(median(theirs))} events/s`,
      figures: { hydraEventsPerSecond: ours, bareEventsPerSecond: theirs },
    });
  });
}
