import { gzipSync } from 'node:zlib';
import { eventually } from '../support/eventually.js';
import { foreignClients, type ForeignClient } from '../support/foreign-clients.js';
import { request } from '../support/http.js';
import type { Reading } from '../support/reading-rules.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

const at = new Date('2026-03-01T12:00:00.123Z');
/** What a clock that is corrected may be off by: the time that a request takes on a busy machine. */
const clockErrorMaxMs = 30_000;

const said: readonly ({ type: string } & Record<string, unknown>)[] = [
  { type: 'identify', traits: { email: 'ada@analytical.io', name: 'Ada Lovelace', seats: 3 } },
  {
    type: 'track',
    event: 'Device added',
    properties: { feature: 'Device management', eventFlag: 'Positive' },
  },
];

/** Clients of other languages: what is shaped as they send it is understood, and what is answered is as they read it. */
export function foreignClientsOf(rig: Rig): void {
  const cases = foreignClients.map((client) => [client.name, client] as const);
  const send = (client: ForeignClient, key: string): Promise<Reading[]> =>
    Promise.all(
      bodiesOf(client, key).map(([path, body]) => post(rig.system.baseUrl + path, client, key, body)),
    );

  test.each(cases)(
    '%s: takes the answer for a success, and what it sent is the state in Postgres',
    async (_, client) => {
      const workspace = await rig.newWorkspace();
      const readings = await send(client, workspace.key);
      expect(new Set(readings)).toEqual(new Set(['taken']));

      const { people, counts, events } = await rig.settledState(workspace);
      expect(events).toHaveLength(said.length);
      expect(people).toEqual([
        expect.objectContaining({
          identifiers: expect.arrayContaining(['email:ada@analytical.io', 'user:42']),
          identified: true,
          name: 'Ada Lovelace',
          traits: expect.objectContaining({ seats: 3 }),
        }),
      ]);
      expect(counts).toMatchObject([
        { feature: 'Device management', day: '2026-03-01', positive: 1, neutral: 0, negative: 0 },
      ]);
      const { rows } = await rig.database.pool.query<{ said: string; stored: string }>(
        `SELECT body::json ->> 'timestamp' AS stored, body AS said FROM event WHERE workspace_id = $1`,
        [workspace.id],
      );
      for (const { stored, said: body } of rows) {
        expect(Math.abs(Date.parse(stored) - at.getTime())).toBeLessThan(clockErrorMaxMs);
        expect(body).not.toContain(workspace.key);
      }
    },
  );

  test.each(cases)('%s: understands that its key is refused', async (_, client) => {
    const { key } = await rig.newWorkspace({ counts: false });
    const wrong = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    expect(new Set(await send(client, wrong))).toEqual(new Set([client.rule.refused]));
  });

  test('each understands that storage is away, and that it may come again', async () => {
    const { key } = await rig.newWorkspace({ counts: false });
    await rig.proxy.cut();
    const readings: [string, Reading[]][] = [];
    for (const client of foreignClients) readings.push([client.name, await send(client, key)]);
    await rig.proxy.mend();
    await eventually('it is ready again', async () => {
      return (await request(`${rig.system.baseUrl}/health/ready`)).status === 200;
    });
    expect(readings).toEqual(
      foreignClients.map((client) => [client.name, bodiesOf(client, key).map(() => client.rule.unavailable)]),
    );
  });
}

/** Where the client sends what. */
function bodiesOf(client: ForeignClient, key: string): [path: string, body: object][] {
  const withKey = client.key === 'in the body' ? { writeKey: key } : {};
  const calls = said.map((call) => ({ ...call, userId: client.userId, ...client.call(at) }));
  if (client.path === null) return calls.map((call) => [`/v1/${call.type}`, call]);
  return [[client.path, { batch: calls, ...client.envelope?.(new Date()), ...withKey }]];
}

async function post(url: string, client: ForeignClient, key: string, body: object): Promise<Reading> {
  const text = JSON.stringify(body);
  const bytes = client.sends?.includes('gzip') ? gzipSync(text) : Buffer.from(text);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...client.headers,
      ...(client.key === 'in Basic' ? { authorization: basic(key) } : {}),
      ...(client.sends?.includes('gzip') ? { 'content-encoding': 'gzip' } : {}),
    },
    // A stream is sent in pieces and without a length; and neither of the two gets a Content-Type of fetch's own.
    ...(client.sends?.includes('chunked')
      ? { body: new Blob([new Uint8Array(bytes)]).stream(), duplex: 'half' }
      : { body: new Uint8Array(bytes) }),
    signal: AbortSignal.timeout(20_000),
  });
  const answer = await response.text();
  return client.rule.read(response.status, parse(answer));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
