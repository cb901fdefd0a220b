import { jest } from '@jest/globals';
import { bareEnvironment } from '#config';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/free-port.js';
import { send } from '../support/http.js';
import { allKept, createLoad, judge } from '../support/ledger.js';
import { countStored } from '../support/progress.js';
import { startClient } from '../support/retrying-client.js';
import { startProgram, type Program } from '../support/program.js';
import { onEachEngine } from '../support/rig.js';
import { settled } from '../support/state.js';
import { createWorkspace } from '../support/workspace.js';
import { recoveryMaxMs, settings, size, testMaxMs } from './load.js';

jest.setTimeout(testMaxMs);

const load = createLoad(size);
/** That of the programs, and what a busy machine needs to notice that a process has ended. */
const graceMs = 4_000;
const noticeMs = 2_000;

onEachEngine(
  (rig) => {
    it('API and worker are told to stop in the middle of the load: they end in time with 0, and nothing is lost', async () => {
      const workspace = await rig.newWorkspace();
      const client = startClient(rig.system.baseUrl, workspace.authorization, load);
      await eventually(
        'a part is stored',
        async () => (await countStored(rig.database.pool, workspace.id)) > size / 20,
      );
      expect(client.acknowledged.size).toBeLessThan(size);
      const askedAt = performance.now();
      const codes = await Promise.all([
        rig.system.kill('api', 'SIGTERM'),
        rig.system.kill('worker', 'SIGTERM'),
      ]);
      const tookMs = performance.now() - askedAt;
      await rig.system.restart('api');
      await rig.system.restart('worker');
      await client.done;
      await settled(rig.database.pool, recoveryMaxMs);

      expect(codes).toEqual([0, 0]);
      expect(tookMs).toBeLessThan(graceMs + noticeMs);
      expect(client.refusals.size).toBeGreaterThan(0);
      expect(await judge(rig.database.pool, workspace.id, load, client.acknowledged)).toEqual(allKept);
      expect(await countStored(rig.database.pool, workspace.id)).toBe(size);
    });
  },
  { settings },
);

/** Tells it once, sees that it waits for what it has begun, and tells it again. */
async function tellTwice(program: Program): Promise<number | null> {
  const ended = program.kill('SIGTERM');
  await eventually('it has heard that it is to stop', () => program.log().includes('"stopping"'));
  expect(program.running).toBe(true);
  const code = program.kill('SIGTERM');
  await ended;
  return code;
}

describe('a program that is told twice', () => {
  let database: TestDatabase;
  const programs: Program[] = [];
  const start = async (app: 'api' | 'worker', port = 0): Promise<Program> => {
    const program = await startProgram(app, {
      ...bareEnvironment(),
      ...settings,
      DATABASE_URL: database.url,
      HYDRA_SHUTDOWN_GRACE_MS: '60000',
      ...(port === 0 ? {} : { PORT: String(port) }),
    });
    programs.push(program);
    return program;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.kill('SIGKILL')));
    await database?.close();
  });

  /** Holds a table, so that whoever writes to it does not come to an end, while the work is done. */
  async function whileHeld(table: string, work: () => Promise<void>): Promise<void> {
    const holder = await database.pool.connect();
    try {
      await holder.query('BEGIN');
      await holder.query(`LOCK TABLE ${table} IN SHARE MODE`);
      await work();
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  }

  const isWaiting = async (applicationName: string): Promise<boolean> => {
    const { rowCount } = await database.pool.query(
      `SELECT FROM pg_stat_activity WHERE application_name LIKE $1 AND wait_event_type = 'Lock'`,
      [applicationName],
    );
    return rowCount !== 0;
  };

  it('ends at once: the API with requests that wait, the worker with a job that does; nothing is lost', async () => {
    const workspace = await createWorkspace(database);
    const port = await findFreePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const track = {
      type: 'track',
      userId: 'u1',
      event: 'Used',
      messageId: 'm1',
      properties: { feature: 'Alerts' },
    };
    const sendEvent = () => send(baseUrl, '/v1/segment', track, { authorization: workspace.authorization });

    const api = await start('api', port);
    await whileHeld('inbox', async () => {
      const answer = sendEvent().then(
        ({ status }) => status,
        () => 'none',
      );
      await eventually('the API writes', () => isWaiting('hydra-api'));
      expect(await tellTwice(api)).toBe(1);
      expect(await answer).toBe('none');
    });
    await start('api', port);
    expect((await sendEvent()).status).toBe(200);

    await whileHeld('event', async () => {
      const worker = await start('worker');
      await eventually('the worker writes', () => isWaiting('hydra-worker%'));
      expect(await tellTwice(worker)).toBe(1);
    });
    expect(await countStored(database.pool, workspace.id)).toBe(0);
    await start('worker');
    await settled(database.pool, recoveryMaxMs);
    expect(await countStored(database.pool, workspace.id)).toBe(1);
  });
});
