import { liveStaff } from '../support/live-staff.js';
import { followLive } from '../support/live-stream.js';
import type { Rig } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';

/** Live events are followed on a stream, for as long as its session and the process last. */
export function liveStreams(rig: Rig): void {
  const { withStaff, post, list, seen } = liveStaff(rig);

  test('a stream tells of one that waits, and again under the same id once it is stored; it is resumed where it was lost', async () => {
    const { workspace, staff } = await withStaff();
    const stream = await followLive(rig.system, staff.token);
    await rig.system.kill('worker', 'SIGTERM');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'slow' });
    const waiting = await stream.until('it', ({ messageId }) => messageId === 'slow');
    expect(waiting.status).toBe('waiting');
    stream.close();

    const filtered = await followLive(rig.system, staff.token, { query: '?status=stored' });
    await rig.system.restart('worker');
    const stored = await filtered.until('it', ({ id }) => id === waiting.id);
    expect(stored.status).toBe('stored');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'missed' });
    await filtered.until('the next', ({ messageId }) => messageId === 'missed');
    filtered.close();

    const resumed = await followLive(rig.system, staff.token, { lastEventId: waiting.id });
    await resumed.until('what was missed', ({ messageId }) => messageId === 'missed');
    resumed.close();
  });

  test('a stream needs a session, and ends with it', async () => {
    const { staff } = await withStaff();
    const stranger = await followLive(rig.system, 'nothing');
    expect(stranger.status).toBe(401);
    const stream = await followLive(rig.system, staff.token);
    await staff.delete('session');
    await stream.ended;
    expect((await followLive(rig.system, staff.token)).status).toBe(401);
  });

  test('an open stream does not hold up the end of the process, and what was noted last is written', async () => {
    const { workspace, staff } = await withStaff();
    const stream = await followLive(rig.system, staff.token);
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'last' });
    expect(await rig.system.kill('api', 'SIGTERM')).toBe(0);
    await stream.ended;
    await rig.system.restart('api', { HYDRA_LIVE_EVENTS: 'false' });
    const later = await signIn(rig.system, workspace);
    await seen(later, 'the last one', ({ messageId }) => messageId === 'last');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'unseen' });
    await rig.settled();
    await rig.system.restart('api');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'seen' });
    const back = await signIn(rig.system, workspace);
    await seen(back, 'the next one', ({ messageId }) => messageId === 'seen');
    expect((await list(back)).some(({ messageId }) => messageId === 'unseen')).toBe(false);
  });
}
