import type { Bench } from '../bench.js';
import { batchesOf, carryThroughHydra } from '../end-to-end.js';
import type { Engine } from '../options.js';
import { probeVisibility } from '../probe.js';
import { judge, whole, type Row } from '../row.js';
import { percentile } from '../statistics.js';

const settleMs = 2_000;

/** How long after the acknowledgement a count can be seen, while half of what Hydra can carry keeps coming in. */
export async function measureLatency(bench: Bench, engine: Engine): Promise<Row> {
  const { quick } = bench.options;
  const load = await bench.load();
  return bench.onStage(engine, async (stage) => {
    const database = await stage.database();
    const hydra = await stage.hydra(database, true);
    await carryThroughHydra(bench, hydra, { kind: 'track', seed: 1, events: 20_000 });
    const events = quick ? 40_000 : 120_000;
    const full = await carryThroughHydra(bench, hydra, { kind: 'track', seed: 2, events });
    const eventsPerSecond = full.eventsPerSecond / 2;
    const seconds = quick ? 15 : 60;
    const job = { ...batchesOf('track', hydra.port, database.authorization), seed: 3, eventsPerSecond };
    const background = load.run({ ...job, seconds: seconds + (2 * settleMs) / 1_000 });
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const delays = await probeVisibility(hydra.port, database, seconds);
    const { eventsPerSecond: reached } = await background;
    const p99 = percentile(delays, 0.99) / 1_000;
    const p50 = percentile(delays, 0.5);
    return judge(
      {
        name: 'latency',
        engine,
        what: 'acknowledgement to visible count at half of full load, p99',
        value: p99,
        unit: 's',
        bar: { atMost: 1 },
        detail: `${delays.length} probes at ${whole(reached)} events/s (full load ${whole(full.eventsPerSecond)}); median ${whole(p50)} ms, max ${whole(percentile(delays, 1))} ms`,
        figures: { fullEventsPerSecond: full.eventsPerSecond, eventsPerSecond: reached, delaysMs: delays },
      },
      // A load that was not reached proves nothing.
      reached >= eventsPerSecond * 0.95,
    );
  });
}
