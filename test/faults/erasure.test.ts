import { jest } from '@jest/globals';
import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { findInDatabase } from '../support/find-in-database.js';
import { send } from '../support/http.js';
import { onEachEngine } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';
import { recoveryMaxMs, settings, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const people = 400;
const eventsEach = 50;
const batchSize = 2_000;

onEachEngine(
  (rig) => {
    test('the worker is killed again and again while people are erased: all of them are, and nobody else is', async () => {
      const workspace = await rig.newWorkspace({ withStaff: true });
      const staff = await signIn(rig.system, workspace);
      rig.secrets.push(staff.token);
      const { pool } = rig.database;
      const nameOf = (at: number): string => (at % 2 === 0 ? `goes-${at}` : `stays-${at}`);
      const calls = Array.from({ length: people * eventsEach }, (_, at) => ({
        type: at < people ? 'identify' : 'track',
        messageId: `m${at}`,
        userId: nameOf(at % people),
        event: 'Used',
        properties: { feature: 'Alerts' },
        timestamp: '2026-03-01T12:00:00.000Z',
      }));
      for (let at = 0; at < calls.length; at += batchSize) {
        const batch = calls.slice(at, at + batchSize);
        await send(rig.system.baseUrl, '/v1/batch', { batch }, { authorization: workspace.authorization });
      }
      await rig.settled();
      const identifiers = Array.from({ length: people / 2 }, (_, at) => ({ value: nameOf(at * 2) }));
      const { body } = await staff.post('regulations', { type: 'DELETE_ONLY', identifiers });
      const { id } = staffApi.regulation.parse(body);
      const read = () => staff.read(`regulations/${id}`, staffApi.regulation);

      const seen: number[] = [];
      for (let kills = 0; kills < 3; kills += 1) {
        const before = seen.at(-1) ?? -1;
        await eventually('it has come further', async () => {
          const { state, events } = await read();
          if (state === 'finished') return true;
          return state === 'running' && events > before;
        });
        await rig.system.kill('worker', 'SIGKILL');
        seen.push((await read()).events);
        await rig.system.restart('worker');
      }
      const regulation = await eventually(
        'it is finished',
        async () => {
          const now = await read();
          return now.state === 'finished' && now;
        },
        recoveryMaxMs,
      );

      expect(seen[0]).toBeLessThan((people / 2) * eventsEach);
      expect(regulation).toMatchObject({ people: people / 2, events: (people / 2) * eventsEach });
      expect(await findInDatabase(pool, ['goes-'])).toEqual([]);
      const { rows } = await pool.query(
        `SELECT (SELECT count(*)::int FROM person WHERE workspace_id = $1) AS people,
                (SELECT sum(neutral)::int FROM usage_count WHERE workspace_id = $1) AS uses`,
        [workspace.id],
      );
      expect(rows).toEqual([{ people: people / 2, uses: (people / 2) * (eventsEach - 1) }]);
    });
  },
  { settings },
);
