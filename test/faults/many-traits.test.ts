import { jest } from '@jest/globals';
import { staffApi } from '#contract';
import { traitNamesMax } from '#identity';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { countStored } from '../support/progress.js';
import { onEngine } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';
import { settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const batches = 12;
const batchSize = 50;
const namesPerEvent = 300;
const lagMaxMs = 10_000;
const rowSizeMax = 200_000;

onEngine(
  'postgres',
  (rig) => {
    it('one user of whom 180,000 different traits are sent holds up nobody, and is no larger than others may be', async () => {
      const [loud, quiet] = [await rig.newWorkspace({ withStaff: true }), await rig.newWorkspace()];
      const { pool } = rig.database;
      const identify = (number: number): object => ({
        type: 'identify',
        messageId: `m${number}`,
        userId: 'hoarder',
        traits: {
          email: 'ada@acme.com',
          ...Object.fromEntries(
            Array.from({ length: namesPerEvent }, (_, at) => [`trait_${number * namesPerEvent + at}`, at]),
          ),
        },
      });
      for (let at = 0; at < batches; at += 1) {
        const batch = Array.from({ length: batchSize }, (_, number) => identify(at * batchSize + number));
        // oxlint-disable-next-line no-await-in-loop -- as a client sends them
        await send(rig.system.baseUrl, '/v1/batch', { batch }, { authorization: loud.authorization });
      }
      const sentAt = performance.now();
      await send(
        rig.system.baseUrl,
        '/v1/identify',
        { userId: 'other' },
        { authorization: quiet.authorization },
      );
      await eventually(
        'the other user is there',
        async () => (await countStored(pool, quiet.id)) === 1,
        testMaxMs / 2,
      );
      expect(performance.now() - sentAt).toBeLessThan(lagMaxMs);
      await rig.settled();

      expect(await countStored(pool, loud.id)).toBe(batches * batchSize);
      const { rows } = await pool.query<{ size: number; names: number; reserved: boolean }>(
        `SELECT length(traits::text) AS size, traits @? '$[*].values.email' AS reserved,
                (SELECT count(*) FROM jsonb_array_elements(traits) AS call, jsonb_object_keys(call -> 'values'))::int AS names
           FROM identifier WHERE workspace_id = $1 AND kind = 'user'`,
        [loud.id],
      );
      expect(rows).toEqual([{ size: expect.any(Number), names: traitNamesMax + 1, reserved: true }]);
      expect(rows[0]?.size).toBeLessThan(rowSizeMax);
      const staff = await signIn(rig.system, loud);
      await eventually('staff are warned', async () =>
        (await staff.read('warnings', staffApi.warningList)).items.find(
          ({ code }) => code === 'too_many_traits',
        ),
      );
    });
  },
  { settings },
);
