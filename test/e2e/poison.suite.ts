import { toLine } from '#inbox';
import { send } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { readDeadLetters } from '../support/state.js';

const nested = (levels: number, innermost: string): string =>
  '{"deep":'.repeat(levels) + innermost + '}'.repeat(levels);

/** Events that Postgres or the workers cannot take as they are harm no other event. */
export function poison(rig: Rig): void {
  test('of a batch with poison over HTTP, all is stored, cleaned of what Postgres cannot keep', async () => {
    const workspace = await rig.newWorkspace();
    await send(
      rig.system.baseUrl,
      '/v1/identify',
      { userId: 'endless', messageId: 'before', timestamp: '2026-01-01T00:00:00.000Z', traits: { a: 7 } },
      { authorization: workspace.authorization },
    );
    const healthy = Array.from({ length: 20 }, (_, at) =>
      JSON.stringify({ type: 'identify', userId: `healthy-${at}`, messageId: `h${at}`, traits: { at } }),
    );
    const poison = [
      String.raw`{"type":"identify","messageId":"nul","userId":"nul\u0000x","traits":{"a\u0000b":"c\u0000d"}}`,
      String.raw`{"type":"identify","messageId":"half","userId":"half","traits":{"\udc00key":"\ud800 \ud83d\ude00"}}`,
      `{"type":"identify","messageId":"endless","userId":"endless","traits":{"a":1e400,"b":1${'0'.repeat(400)},"c":-1e400,"d":1}}`,
      `{"type":"identify","messageId":"deep","userId":"deep","traits":${nested(200, '{"nul":"\\u0000!"}')}}`,
      '{"type":"identify","messageId":"proto","userId":"proto","traits":{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"a":1}}',
      String.raw`{"type":"identify","messageId":"hidden","userId":"hidden","traits":{"__pro\u0000to__":{"admin":true},"\u005f_proto__":{"admin":true},"a":1}}`,
      '{"type":"track","messageId":"feature","userId":"healthy-1","event":"\\u0000Seen","properties":{"feature":"Re\\u0000ports\\ud800","eventFlag":"Positive\\u0000"}}',
      '{"type":"identify","messageId":"dated","userId":"dated","timestamp":"1e400-99-99T99:99:99Z","traits":{"a":1}}',
      '{"type":"group","messageId":"group","userId":"healthy-2","groupId":"\\u0000\\ud800","traits":{"name":"\\u0000\\ud800Acme"}}',
    ];
    const middle = healthy.length / 2;
    const batch = [...healthy.slice(0, middle), ...poison, ...healthy.slice(middle)];
    const answer = await send(rig.system.baseUrl, '/v1/batch', `{"batch":[${batch.join(',')}]}`, {
      authorization: workspace.authorization,
    });

    expect(answer).toMatchObject({ status: 200, body: { accepted: batch.length, rejected: 0 } });
    const { people, companies, counts, events } = await rig.settledState(workspace);
    const traits = Object.fromEntries(people.map((person) => [person.identifiers.join(), person.traits]));
    expect(await readDeadLetters(rig.database.pool, workspace.id)).toEqual([]);
    expect(events).toHaveLength(batch.length + 1);
    expect(people).toHaveLength(healthy.length + 7);
    expect(traits).toMatchObject({
      'user:healthy-0': { at: 0 },
      'user:healthy-19': { at: 19 },
      'user:nulx': { ab: 'cd' },
      'user:half': { '\ufffdkey': '\ufffd 😀' },
      'user:deep': JSON.parse(nested(200, '{"nul":"!"}')),
    });
    expect(traits['user:endless']).toEqual({ a: 7, d: 1 });
    expect(traits['user:proto']).toEqual({ a: 1 });
    expect(traits['user:hidden']).toEqual({ a: 1 });
    expect(traits['user:dated']).toEqual({ a: 1 });
    expect(companies).toMatchObject([{ identifiers: ['group:\ufffd', 'name:\ufffdacme'] }]);
    expect(counts).toMatchObject([{ feature: 'Reports\ufffd', positive: 1, neutral: 0, negative: 0 }]);
  });

  test('an event that is nested too deeply to be written out is refused, and the others are stored', async () => {
    const workspace = await rig.newWorkspace();
    const event = (id: string, traits: string): string =>
      `{"type":"identify","messageId":"${id}","userId":"${id}","traits":${traits}}`;
    const batch = [event('first', '{}'), event('deep', nested(100_000, '1')), event('last', '{}')];
    const answer = await send(rig.system.baseUrl, '/v1/batch', `[${batch.join(',')}]`, {
      authorization: workspace.authorization,
    });

    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: 1, errors: [{ index: 1, messageId: 'deep', code: 'event_too_deep' }] },
    });
    expect((await rig.settledState(workspace)).events).toEqual(['identify first', 'identify last']);
  });

  test('of a poisonous row in the inbox, the others are stored and each poisonous event is a dead letter', async () => {
    const workspace = await rig.newWorkspace();
    const at = '2026-03-04T12:00:00.000Z';
    const line = (type: 'identify' | 'track', id: string, said: object = {}): string =>
      toLine(workspace.id, { type, messageId: id, userId: id, timestamp: at, receivedAt: at, ...said });
    const tracks = Array.from({ length: 100 }, (_, n) =>
      line('track', `track-${n}`, { event: 'Seen', properties: { feature: 'Reports' } }),
    );
    const identifies = Array.from({ length: 100 }, (_, n) =>
      line('identify', `identify-${n}`, { traits: { n } }),
    );
    tracks.splice(10, 0, line('track', 'untimely', { timestamp: 'some day' }));
    tracks.splice(60, 0, `${workspace.id}\t{"type":"track","messageId":"cut off","userI`);
    tracks.splice(99, 0, 'no line at all');
    tracks.push(`${workspace.id}\t`);
    identifies.splice(0, 0, line('identify', 'nul', { traits: { nul: '\u0000' } }));
    identifies.splice(50, 0, `${workspace.id}\t{"type":"identify"}`);
    identifies.push(`${workspace.id}\tnull`);
    const { pool } = rig.database;
    // So old that the sweep queues them at once.
    await pool.query(
      `INSERT INTO inbox (queue, event_count, body, received_at)
       VALUES ('track', $1, $2, now() - interval '1 hour'), ('identify', $3, $4, now() - interval '1 hour')`,
      [tracks.length, tracks.join('\n'), identifies.length, identifies.join('\n')],
    );

    const { events, people, counts } = await rig.settledState(workspace);
    expect(events).toHaveLength(200);
    expect(people).toHaveLength(200);
    expect(counts).toHaveLength(100);
    const letters = await readDeadLetters(pool, workspace.id);
    expect(letters.map(({ queue, code, body }) => [queue, code, body.slice(0, 40)])).toEqual([
      ['identify', 'TypeError', 'null'],
      ['identify', '22P05', '{"type":"identify","messageId":"nul","us'],
      ['identify', 'TypeError', '{"type":"identify"}'],
      ['track', 'SyntaxError', ''],
      ['track', 'SyntaxError', '{"type":"track","messageId":"cut off","u'],
      ['track', '22007', '{"type":"track","messageId":"untimely","'],
    ]);
    expect(letters.filter(({ reason }) => !/\w/.test(reason))).toEqual([]);
    expect(await readDeadLetters(pool, 0)).toContainEqual(
      expect.objectContaining({ queue: 'track', body: 'no line at all' }),
    );
  });
}
