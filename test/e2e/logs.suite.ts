import { generateKey } from '#keys';
import { eventually } from '../support/eventually.js';
import { send, request } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';
import { basic } from '../support/workspace.js';

/** A name for the canary, as it would stand in a log however it got there: in any case, in any place. */
const canary = 'canary7f3a';

/** What has been written into the logs. */
export function logs(rig: Rig): void {
  test('nothing of an event, a key, a password or a session is in a log, whatever becomes of it', async () => {
    const { baseUrl } = rig.system;
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const headers = { authorization: workspace.authorization };
    const said = { [`${canary}-name`]: `${canary}-value`, email: `${canary}@acme.com` };
    const event = { userId: `${canary}-user`, anonymousId: `${canary}-visitor`, messageId: 'said' };
    const identify = { ...event, type: 'identify', traits: said, context: { ip: canary, groupId: canary } };
    const track = {
      ...event,
      type: 'track',
      event: `${canary} seen`,
      properties: { ...said, feature: canary },
    };
    const unknownKey = generateKey();
    const mistyped = `${workspace.key.slice(0, -1)}-`;
    rig.secrets.push(canary, unknownKey, staff.token, mistyped, Buffer.from(canary).toString('base64'));

    // Recorded, repeated, refused for each kind of reason.
    for (const body of [
      identify,
      track,
      [identify, track],
      { ...track, event: '' },
      { ...identify, traits: canary },
    ]) {
      await send(baseUrl, '/v1/segment', body, headers);
    }
    await send(baseUrl, '/v1/track', `{"${canary}":`, headers);
    await send(baseUrl, `/v1/track?writeKey=${workspace.key}&${canary}`, track, headers);
    await send(baseUrl, `/v1/${canary}`, track, headers);
    await send(baseUrl, '/v1/track', { ...track, properties: { a: canary.repeat(4_000) } }, headers);
    await send(baseUrl, '/v1/track', track, { authorization: basic(unknownKey) });
    await send(baseUrl, '/v1/track', { ...track, writeKey: mistyped });
    await send(baseUrl, '/v1/track', track, { ...headers, 'content-encoding': canary, cookie: canary });
    // Dead letters, whose errors quote what was sent. First what came before them: in one chunk with its like, the track
    // event would be a repetition instead.
    await rig.settled();
    const line = `${workspace.id}\t${JSON.stringify({ ...track, timestamp: canary, receivedAt: canary })}`;
    const nul = {
      ...identify,
      messageId: 'nul',
      traits: { [canary]: '\u0000' },
      timestamp: '2026-03-04T12:00:00.000Z',
    };
    const nulLine = `${workspace.id}\t${JSON.stringify({ ...nul, receivedAt: nul.timestamp })}`;
    await rig.database.pool.query(
      `INSERT INTO inbox (queue, event_count, body, received_at)
         SELECT queue, 1, body, now() - interval '1 hour'
           FROM unnest($1::text[], $2::text[]) AS poison (queue, body)`,
      [
        ['track', 'identify', 'track'],
        [line, nulLine, `${workspace.id}\t{"${canary}`],
      ],
    );
    // What staff ask and change.
    await staff.post('keys', { name: canary });
    await staff.post('keys', { [canary]: canary });
    await staff.get(`people?search=${canary}&identifier=${canary}`);
    await staff.get(`people/${canary}`);
    await request(`${baseUrl}/api/session`, { method: 'POST', body: { email: canary, password: canary } });
    await rig.settled();
    const named = `"workspaceId":${workspace.id},`;
    const deadLetters = (): string[] =>
      rig.system
        .log()
        .split('\n')
        .filter((text) => text.includes(named) && text.includes('became a dead letter'));
    await eventually('the dead letters are logged', async () => deadLetters().length >= 3);
    // The database goes away under all of it.
    await rig.proxy.cut();
    await send(baseUrl, '/v1/segment', identify, headers);
    await send(baseUrl, '/v1/segment', track, { authorization: basic(unknownKey) });
    await staff.get(`people?search=${canary}`);
    await staff.post('keys', { name: canary });
    await request(`${baseUrl}/api/session`, { method: 'POST', body: workspace.staff });
    await rig.proxy.mend();
    await rig.system.stop();

    const lines = rig.system
      .log()
      .split('\n')
      .filter((text) => text !== '');
    const leaks = lines.filter((text) => rig.secrets.some((secret) => text.includes(secret)));
    expect(leaks).toEqual([]);
    expect(lines.filter((text) => !isLogLine(text))).toEqual([]);
    expect(
      deadLetters()
        .map((text) => /"messageId":("\w+"|null)/.exec(text)?.[1])
        .toSorted(),
    ).toEqual(['"nul"', '"said"', 'null']);
    expect(lines.some((text) => text.includes('"storage_unavailable"') && text.includes(named))).toBe(true);
    const { rowCount } = await rig.database.pool.query(
      'SELECT FROM dead_letter WHERE position($1 IN body) > 0',
      [canary],
    );
    expect(rowCount).toBe(3);
  });
}

/** Every line is a JSON object that says when, by which program, and how severe. */
function isLogLine(text: string): boolean {
  return /^\{"level":\d+,"time":"[^"]+","program":"[^"]+",.*\}$/.test(text);
}
