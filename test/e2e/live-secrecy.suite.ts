import { staffApi } from '#contract';
import { forgetLiveEvents } from '#live';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { send } from '../support/http.js';
import { isOurs, liveStaff } from '../support/live-staff.js';
import { followLive } from '../support/live-stream.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

/** What staff must not see of requests and events: those of others, keys, and people who were erased. */
export function liveSecrecy(rig: Rig): void {
  const { withStaff, post, list, refusedKey } = liveStaff(rig);

  test('two workspaces never see of each other', async () => {
    const [mine, theirs] = [await withStaff(), await withStaff()];
    const stream = await followLive(rig.system, mine.staff.token);
    await post(theirs.workspace, '/v1/track', { userId: 'theirs', event: 'Seen', messageId: 'same' });
    await post(theirs.workspace, '/v1/track', { userId: 'theirs' });
    await post({ authorization: basic(await refusedKey(theirs.workspace, 'revoked_api_key')) }, '/v1/track', {
      userId: 'theirs',
    });
    await rig.settled();
    const all = await eventually('they see all of it', async () => {
      const items = (await list(theirs.staff)).filter(({ subject }) => subject === 'theirs');
      return items.length === 3 && items;
    });
    await post(mine.workspace, '/v1/track', { userId: 'mine', event: 'Seen', messageId: 'mine' });
    await stream.until('mine', ({ messageId }) => messageId === 'mine');

    expect(stream.told.filter(({ subject }) => subject === 'theirs')).toEqual([]);
    expect((await list(mine.staff)).filter(({ subject }) => subject === 'theirs')).toEqual([]);
    for (const { id, eventId } of all) {
      expectError(await mine.staff.get(`live-events/${id}`), 'not_found');
      if (eventId !== null) expectError(await mine.staff.get(`events/${eventId}`), 'not_found');
    }
    expect(await mine.staff.read('events?messageId=same', staffApi.storyList)).toEqual({ items: [] });
    stream.close();
  });

  test('no key is anywhere in what is kept, wherever it stood', async () => {
    const { workspace, staff } = await withStaff();
    const revoked = await refusedKey(workspace, 'revoked_api_key');
    const { key } = workspace;
    const leaky = {
      userId: key,
      event: key,
      messageId: key,
      writeKey: key,
      context: { deep: { writeKey: key } },
    };
    for (const [path, body, headers] of [
      ['/v1/track', leaky, {}],
      ['/v1/track', { userId: 'u1', writeKey: key }, {}],
      ['/v1/batch', { batch: [{ ...leaky, type: 'track' }, { writeKey: key }], writeKey: key }, {}],
      [`/beacon/v1/batch?writeKey=${key}`, { batch: [{ type: 'page', userId: 'u1' }] }, {}],
      ['/v1/track', `{"writeKey":"${key}","a`, { authorization: workspace.authorization }],
      ['/v1/track', `{"a":"${key}`, { 'x-write-key': key }],
      ['/v1/track', { ...leaky, writeKey: revoked, said: revoked }, { authorization: basic(revoked) }],
      [`/v1/${key}`, leaky, { authorization: workspace.authorization, 'user-agent': key }],
    ] as const)
      await send(rig.system.baseUrl, path, body, headers);
    await eventually('all are listed', async () => {
      return (await list(staff)).filter(isOurs).length >= 9;
    });
    const { rowCount } = await rig.database.pool.query(
      `SELECT FROM live_event AS kept, unnest($1::text[]) AS secret
        WHERE position(lower(secret) IN lower(kept::text)) > 0`,
      [[key, revoked, Buffer.from(`${key}:`).toString('base64')]],
    );
    expect(rowCount).toBe(0);
  });

  test('whoever is erased is forgotten here too, and the others stay', async () => {
    const { workspace, staff } = await withStaff();
    const batch = ['gone', 'stays'].map((userId) => ({
      type: 'track',
      userId,
      event: 'Seen',
      messageId: userId,
    }));
    await post(workspace, '/v1/batch', batch);
    await post(workspace, '/v1/track', { userId: 'gone' });
    await rig.settled();
    await eventually('all are listed', async () => (await list(staff)).filter(isOurs).length === 3);

    expect(await forgetLiveEvents(rig.database.pool, workspace.id, ['gone'])).toBe(2);
    expect((await list(staff)).filter(isOurs).map(({ subject }) => subject)).toEqual(['stays']);
  });
}
