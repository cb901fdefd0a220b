import { gzipSync } from 'node:zlib';
import { errorCodes, explain, staffApi, type ErrorCode } from '#contract';
import { generateKey } from '#keys';
import { expectError } from '../support/expect-error.js';
import { send } from '../support/http.js';
import { isOurs, liveStaff, type RefusedKeyCode } from '../support/live-staff.js';
import { followLive, type ShownLiveEvent } from '../support/live-stream.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

const mebibyte = 1024 * 1024;
const shownWithinMs = 1_000;

/** Every request is shown to the staff whose key it carries, whatever it was answered. */
export function liveRequests(rig: Rig): void {
  const { withStaff, post, seen, refusedKey } = liveStaff(rig);

  describe('every request is shown, in the list and on the stream, with what happened and how to mend it', () => {
    const track = { userId: 'u1', event: 'Seen' };
    const deep = gzipSync('{"a":').subarray(0, 10);
    test.each<[ErrorCode, string, unknown, Record<string, string>, ShownLiveEvent['status']]>([
      ['missing_event_name', '/v1/track', { userId: 'u1' }, {}, 'rejected'],
      ['no_user_anon_id', '/v1/segment', { type: 'identify' }, {}, 'rejected'],
      [
        'exceed_payload_limit',
        '/v1/track',
        { ...track, properties: { a: 'x'.repeat(33_000) } },
        {},
        'rejected',
      ],
      ['malformed_json', '/v1/track', '{"userId":"u1', {}, 'rejected'],
      ['invalid_event', '/v1/track', '"text"', {}, 'rejected'],
      ['payload_too_large', '/v1/batch', 'x'.repeat(6 * mebibyte), {}, 'rejected'],
      ['invalid_encoding', '/v1/track', deep, { 'content-encoding': 'gzip' }, 'rejected'],
      ['unsupported_encoding', '/v1/track', track, { 'content-encoding': 'zip' }, 'rejected'],
      ['not_found', '/v1/tracks', track, {}, 'rejected'],
    ])('%s', async (code, path, body, headers, status) => {
      const { workspace, staff } = await withStaff();
      const stream = await followLive(rig.system, staff.token);
      expectError(await post(workspace, path, body, headers), code);
      const expected = { code, status, httpStatus: errorCodes[code].status, path, unattributed: false };
      expect(await seen(staff, code, (event) => isOurs(event) && event.code === code)).toMatchObject({
        ...expected,
        ...explain(errorCodes[code].message),
        key: { name: 'Test' },
      });
      expect(await stream.until(code, (event) => isOurs(event) && event.code === code)).toMatchObject(
        expected,
      );
      stream.close();
    });

    test.each<RefusedKeyCode>([
      'revoked_api_key',
      'expired_api_key',
      'address_not_allowed',
      'workspace_suspended',
    ])('%s: it belongs to the workspace whose key it is', async (code) => {
      const { workspace, staff } = await withStaff();
      const key = await refusedKey(workspace, code);
      expectError(await post({ authorization: basic(key) }, '/v1/track', track), code);
      expect(await seen(staff, 'it', (event) => isOurs(event) && event.code === code)).toMatchObject({
        status: 'failed_authentication',
        ...explain(errorCodes[code].message),
        subject: 'u1',
        key: { name: 'Old' },
      });
    });

    test.each<[ErrorCode, Record<string, string>]>([
      ['invalid_api_key', { authorization: basic(generateKey()) }],
      ['missing_api_key', { 'x-nothing': 'at all' }],
    ])('%s: it is of no workspace, and nothing of what was sent is kept', async (code, headers) => {
      const { staff } = await withStaff();
      const userAgent = `test-${generateKey().slice(-6)}`;
      const body = { ...track, userId: `u-${userAgent}` };
      expectError(
        await send(rig.system.baseUrl, '/v1/track', body, { ...headers, 'user-agent': userAgent }),
        code,
      );
      const shown = await seen(staff, 'it', ({ library }) => library === userAgent);
      expect(shown).toMatchObject({ code, status: 'failed_authentication', unattributed: true, key: null });
      expect(shown).toMatchObject({ subject: null, messageId: null });
      const details = await staff.read(`live-events/${shown.id}`, staffApi.liveEventDetails);
      expect(details).toMatchObject({ raw: null, normalised: null, curl: null });
    });

    test('an accepted event is shown within a second, with key, library and latency, and again once it is stored', async () => {
      const { workspace, staff } = await withStaff();
      const stream = await followLive(rig.system, staff.token);
      expect(stream.status).toBe(200);
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      expect(stream.headers.get('x-accel-buffering')).toBe('no');
      const context = { library: { name: 'analytics-test', version: '1.2.3' } };
      const tookMs: number[] = [];
      for (const messageId of ['a', 'b', 'c']) {
        await post(workspace, '/v1/track', { ...track, messageId, context });
        const answeredAt = performance.now();
        await stream.until(messageId, (event) => event.messageId === messageId);
        tookMs.push(performance.now() - answeredAt);
      }
      expect(tookMs.toSorted((a, b) => a - b)[1]).toBeLessThan(shownWithinMs);
      const stored = await stream.until(
        'c as stored',
        (event) => event.messageId === 'c' && event.status === 'stored',
      );
      expect(stored).toMatchObject({
        type: 'track',
        event: 'Seen',
        subject: 'u1',
        key: { name: 'Test' },
        library: 'analytics-test 1.2.3',
        httpStatus: 200,
        code: null,
      });
      expect(stored.latencyMs).toBeGreaterThan(0);
      stream.close();
    });
  });
}
