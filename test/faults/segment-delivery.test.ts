import { jest } from '@jest/globals';
import { createLoad } from '../support/ledger.js';
import { eventually } from '../support/eventually.js';
import { countStored } from '../support/progress.js';
import { onEachEngine } from '../support/rig.js';
import { startDelivery } from '../support/segment-delivery.js';
import { readState, settled } from '../support/state.js';
import { recoveryMaxMs, settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const size = 3_000;
const kills = 3;
const { events } = createLoad(size);

/** A small generator of numbers from 0 to 1 (mulberry32), so that a failing run can be had again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

onEachEngine(
  (rig) => {
    test('Segment delivers while the processes are killed: the state is that of an undisturbed run, and nothing is discarded', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const { pool } = rig.database;
      const [calm, stormy] = [await rig.newWorkspace(), await rig.newWorkspace()];
      const undisturbed = startDelivery(rig.system.baseUrl, calm.authorization, events, randomOf(seed));
      await undisturbed.done;

      const disturbed = startDelivery(rig.system.baseUrl, stormy.authorization, events, randomOf(seed + 1));
      for (let kill = 1; kill <= kills; kill += 1) {
        const share = (size * kill) / (kills + 2);
        await eventually(
          'a part is stored',
          async () => (await countStored(pool, stormy.id)) > share,
          recoveryMaxMs,
        );
        for (const program of ['worker', 'api'] as const) await rig.system.restart(program);
      }
      await disturbed.done;
      await settled(pool, recoveryMaxMs);

      expect({ seed, discarded: [...undisturbed.discarded, ...disturbed.discarded] }).toEqual({
        seed,
        discarded: [],
      });
      expect(disturbed.retried.get('no answer')).toBeGreaterThan(0);
      expect({ seed, state: await readState(pool, stormy.id) }).toEqual({
        seed,
        state: await readState(pool, calm.id),
      });
      expect(await countStored(pool, stormy.id)).toBe(size);
    });
  },
  { settings },
);
