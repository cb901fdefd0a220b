import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createContext, runInContext } from 'node:vm';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

/** The errors that Segment gives to a function, by which it tells what to do with the event. */
class RetryError extends Error {}
class ValidationError extends Error {}
class EventNotSupported extends Error {}

type Settings = { apiKey: string; endpoint: string };
type Handler = (event: unknown, settings: Settings) => Promise<unknown>;

const source = readFileSync('docs/segment/destination-function.js', 'utf8');
const handlers = ['Identify', 'Track', 'Group', 'Alias', 'Page', 'Screen', 'Delete', 'Batch'] as const;

/** Runs the function as Segment does: nothing of Node's but what stands here, and Segment's errors. */
function load(): Record<(typeof handlers)[number], Handler> {
  const context = createContext({
    fetch,
    Buffer,
    AbortSignal,
    RetryError,
    ValidationError,
    EventNotSupported,
  });
  return runInContext(`${source}\n({ ${handlers.map((name) => `${name}: on${name}`).join(', ')} })`, context);
}

/** The destination function that docs/segment offers to be pasted into Segment. */
export function destinationFunction(rig: Rig): void {
  const given = load();
  const settingsOf = (apiKey: string): Settings => ({ apiKey, endpoint: rig.system.baseUrl });

  test('every call of Segment is stored', async () => {
    const workspace = await rig.newWorkspace();
    const settings = settingsOf(workspace.key);
    const call = { messageId: 'm', userId: 'u1', anonymousId: 'a1', timestamp: '2026-03-01T12:00:00.000Z' };
    await given.Identify({ ...call, type: 'identify', traits: { name: 'Ada' } }, settings);
    await given.Track({ ...call, type: 'track', event: 'Seen' }, settings);
    await given.Group({ ...call, type: 'group', groupId: 'g1' }, settings);
    await given.Alias({ ...call, type: 'alias', previousId: 'a0' }, settings);
    await given.Page({ ...call, type: 'page' }, settings);
    await given.Screen({ ...call, type: 'screen' }, settings);
    const { events } = await rig.settledState(workspace);
    expect(events.map((event) => event.split(' ')[0]).toSorted()).toEqual([
      'alias',
      'group',
      'identify',
      'page',
      'screen',
      'track',
    ]);
  });

  test('a deletion erases whom it names', async () => {
    const workspace = await rig.newWorkspace();
    const call = { messageId: 'm', userId: 'u1', timestamp: '2026-03-01T12:00:00.000Z' };
    await given.Delete({ ...call, type: 'delete' }, settingsOf(workspace.key));
    await rig.settled();
    const { rows } = await rig.database.pool.query(
      'SELECT type, created_by FROM regulation WHERE workspace_id = $1',
      [workspace.id],
    );
    expect(rows).toEqual([{ type: 'DELETE_ONLY', created_by: 'delete event' }]);
  });

  test('of a batch, each event gets its own status', async () => {
    const workspace = await rig.newWorkspace();
    const statuses = await given.Batch(
      [
        { type: 'track', userId: 'u1', event: 'Seen' },
        { type: 'track', userId: 'u1' },
        { type: 'page', userId: 'u1' },
      ],
      settingsOf(workspace.key),
    );
    expect(statuses).toEqual([
      { status: 200 },
      { status: 400, errormessage: expect.stringMatching(/^missing_event_name: \S.*\.$/) },
      { status: 200 },
    ]);
    expect((await rig.settledState(workspace)).events).toHaveLength(2);
  });

  test('of a full batch, each refused event has a status that says so', async () => {
    const { key } = await rig.newWorkspace();
    const refused = Array.from({ length: 399 }, () => ({ type: 'track', userId: 'u1' }));
    const statuses = await given.Batch([...refused, { type: 'page', userId: 'u1' }], settingsOf(key));
    expect(Array.isArray(statuses) && statuses.map(({ status }) => status)).toEqual([
      ...refused.map(() => 400),
      200,
    ]);
  });

  test('a Hydra that does not answer in time, or not to the end, is asked again', async () => {
    const server = createServer((request, response) => {
      request.resume();
      if (request.headers.authorization === basic('half')) response.write('{"success":');
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const endpoint = `http://127.0.0.1:${port}`;
    await Promise.all(
      ['none', 'half'].map((apiKey) =>
        expect(given.Batch([{ type: 'page', userId: 'u1' }], { apiKey, endpoint })).rejects.toThrow(
          RetryError,
        ),
      ),
    );
    server.closeAllConnections();
    server.close();
  });

  test('an event that would be refused again is given up, with the reason that Segment shows', async () => {
    const { key } = await rig.newWorkspace();
    await expect(given.Track({ type: 'track' }, settingsOf(key))).rejects.toThrow(ValidationError);
    await expect(given.Track({ type: 'purchase', userId: 'u1' }, settingsOf(key))).rejects.toThrow(
      EventNotSupported,
    );
    await expect(given.Track({ type: 'track' }, settingsOf('wrong'))).rejects.toThrow(/API key is not valid/);
  });

  test('an event that cannot be delivered now is sent again', async () => {
    const nowhere = { apiKey: 'any', endpoint: 'http://127.0.0.1:9' };
    await expect(given.Track({ type: 'track', userId: 'u1', event: 'Seen' }, nowhere)).rejects.toThrow(
      RetryError,
    );
  });
}
