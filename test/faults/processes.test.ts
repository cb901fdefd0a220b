import { jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { countStored, queuesDrained } from '../support/progress.js';
import { startClient } from '../support/retrying-client.js';
import { onEachEngine } from '../support/rig.js';
import { settled } from '../support/state.js';
import { recoveryMaxMs, settings, size, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const load = createLoad(size);

onEachEngine(
  (rig) => {
    it('the worker is killed in the middle of the load: everything acknowledged is stored and counted once', async () => {
      const workspace = await rig.newWorkspace();
      const client = startClient(rig.system.baseUrl, workspace.authorization, load);
      await eventually(
        'a part is stored',
        async () => (await countStored(rig.database.pool, workspace.id)) > size / 20,
      );
      await rig.system.kill('worker', 'SIGKILL');
      const storedAtKill = await countStored(rig.database.pool, workspace.id);
      await rig.system.restart('worker');
      await client.done;
      await settled(rig.database.pool, recoveryMaxMs);

      expect(storedAtKill).toBeLessThan(size);
      expect(await judge(rig.database.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
      expect(await countStored(rig.database.pool, workspace.id)).toBe(size);
      await queuesDrained(rig.system.baseUrl, recoveryMaxMs);
    });

    it('the API is killed in the middle of the load: everything acknowledged is stored and counted once', async () => {
      const workspace = await rig.newWorkspace();
      const client = startClient(rig.system.baseUrl, workspace.authorization, load);
      await client.reached(size / 3);
      await rig.system.kill('api', 'SIGKILL');
      const acknowledgedAtKill = client.acknowledged.size;
      await rig.system.restart('api');
      await client.done;
      await settled(rig.database.pool, recoveryMaxMs);

      expect(acknowledgedAtKill).toBeLessThan(size);
      expect(client.refusals.get('no answer')).toBeGreaterThan(0);
      expect(await judge(rig.database.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
      expect(await countStored(rig.database.pool, workspace.id)).toBe(size);
      await queuesDrained(rig.system.baseUrl, recoveryMaxMs);
    });
  },
  { settings },
);
