import { jest } from '@jest/globals';
import { createLoad, judge } from '../../support/ledger.js';
import { countStored, queuesDrained } from '../../support/progress.js';
import { startClient } from '../../support/retrying-client.js';
import { onEachEngine } from '../../support/rig.js';
import { settled } from '../../support/state.js';
import { eventually } from '../../support/eventually.js';
import { writeFileSync } from 'node:fs';

jest.setTimeout(150_000);
const size = 20_000;
const load = createLoad(size);
onEachEngine(
  (rig) => {
    it.each(['worker', 'api'] as const)('%s', async (which) => {
      const workspace = await rig.newWorkspace();
      const t0 = Date.now();
      const say = (what: string) => process.stdout.write(`${rig.engine} ${which} ${Date.now() - t0} ${what}\n`);
      const client = startClient(rig.system.baseUrl, workspace.authorization, load);
      const timer = setInterval(async () => {
        const { rows } = await rig.database.pool.query('select count(*)::int rows, sum(event_count)::int events, min(id) from inbox').catch(() => ({ rows: [] }));
        say(`acked ${client.acknowledged.size} stored ${await countStored(rig.database.pool, workspace.id)} inbox ${JSON.stringify(rows[0])}`);
      }, 2000);
      await eventually('a part is stored', async () => (await countStored(rig.database.pool, workspace.id)) > 2_000);
      say('kill');
      await rig.system.kill(which, 'SIGKILL');
      await rig.system.restart(which);
      say('restarted');
      await client.done;
      say('sent');
      await settled(rig.database.pool, 60_000);
      say('settled');
      await queuesDrained(rig.system.baseUrl, 60_000).catch((e) => say(String(e.cause)));
      say('drained');
      clearInterval(timer);
      say(JSON.stringify(await judge(rig.database.pool, workspace.id, load, client.acknowledged)).slice(0, 500));
      say(JSON.stringify([...client.refusals]));
      writeFileSync(`/tmp/faults/log-${rig.engine}-${which}.txt`, rig.system.log());
    });
  },
  { settings: { HYDRA_RATE_LIMIT: '1000000', HYDRA_LOG_LEVEL: 'info' } },
);
