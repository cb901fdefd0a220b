import type { Bench } from '../bench.js';
import { carryThroughHydra, carryThroughTextbook } from '../end-to-end.js';
import type { Engine } from '../options.js';
import { alternate, medianRatio } from '../repeats.js';
import { judge, whole, type Row } from '../row.js';
import { median } from '../statistics.js';
import { describeCpu } from './track.row.js';

/** Identify events from the request to the committed person, beside the textbook service. */
export async function measureIdentify(bench: Bench, engine: Engine): Promise<Row> {
  const { quick } = bench.options;
  return bench.onStage(engine, async (stage) => {
    const hydra = await stage.hydra(await stage.database(), true);
    const kind = 'identify';
    await carryThroughHydra(bench, hydra, { kind, seed: 1, events: 20_000 });
    await carryThroughTextbook(bench, { kind, seed: 1, events: 500 });
    const repeats = await alternate(
      quick ? 3 : 7,
      (seed) => carryThroughHydra(bench, hydra, { kind, seed, events: quick ? 20_000 : 60_000 }),
      (seed) => carryThroughTextbook(bench, { kind, seed, events: quick ? 1_500 : 4_000 }),
    );
    const pairs = repeats.map(({ first, second }) => ({ first: first.eventsPerSecond, second }));
    const [ours, theirs] = [pairs.map(({ first }) => first), pairs.map(({ second }) => second)];
    return judge({
      name: 'identify',
      engine,
      what: 'identify events end to end ÷ textbook service',
      value: medianRatio(pairs),
      unit: '×',
      bar: { atLeast: 15 },
      detail: `${whole(median(ours))} ÷ ${whole(median(theirs))} events/s; ${describeCpu(repeats.map(({ first }) => first))}`,
      figures: { hydraEventsPerSecond: ours, textbookEventsPerSecond: theirs },
    });
  });
}
