import { jest } from '@jest/globals';
import { countStored } from '../support/progress.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { onEachEngine } from '../support/rig.js';
import { settled } from '../support/state.js';
import { settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const flood = 200_000;
const batchSize = 2_500;
const connections = 4;
const lagMaxMs = 5_000;

onEachEngine(
  (rig) => {
    test('while one workspace has 200,000 events wait, the one event of another is stored within 5 s', async () => {
      const [loud, quiet] = [await rig.newWorkspace(), await rig.newWorkspace()];
      const { pool } = rig.database;
      const post = async (at: number): Promise<void> => {
        const batch = Array.from({ length: batchSize }, (_, number) => ({
          type: 'track',
          messageId: `flood-${at}-${number}`,
          userId: `user-${(at + number) % 5_000}`,
          event: 'Feature used',
          properties: { feature: `Feature ${number % 20}` },
        }));
        const { status } = await send(
          rig.system.baseUrl,
          '/v1/batch',
          { batch },
          { authorization: loud.authorization },
        );
        expect(status).toBe(200);
      };
      const queue = Array.from({ length: flood / batchSize }, (_, at) => at);
      await Promise.all(
        Array.from({ length: connections }, async () => {
          for (let at = queue.pop(); at !== undefined; at = queue.pop()) await post(at);
        }),
      );
      const event = { type: 'track', userId: 'u1', event: 'Seen' };
      const sentAt = performance.now();
      await send(rig.system.baseUrl, '/v1/segment', event, { authorization: quiet.authorization });
      await eventually('the one event is stored', async () => (await countStored(pool, quiet.id)) === 1);
      const lagMs = performance.now() - sentAt;
      const stored = await countStored(pool, loud.id);

      expect(stored).toBeLessThan(flood);
      expect(lagMs).toBeLessThan(lagMaxMs);
      await settled(pool, testMaxMs / 2);
      expect(await countStored(pool, loud.id)).toBe(flood);
    });
  },
  { settings },
);
