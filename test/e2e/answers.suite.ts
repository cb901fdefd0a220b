import { deflateSync, gzipSync } from 'node:zlib';
import { errorCodes, type ErrorCode } from '#contract';
import { generateKey } from '#keys';
import { expectError } from '../support/expect-error.js';
import { request, send, type Answer } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

const identify = { type: 'identify', userId: 'u1', traits: { name: 'Ada' } };
const track = { type: 'track', userId: 'u1', event: 'Seen' };
const mebibyte = 1024 * 1024;

/** What each kind of request is answered, by status. */
export function answers(rig: Rig): void {
  /** Sends it to a new workspace, and makes sure that an answer other than 200 means that nothing was stored. */
  async function sendAlone(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ answer: Answer; events: string[] }> {
    const workspace = await rig.newWorkspace({ counts: false });
    const answer = await send(rig.system.baseUrl, path, body, {
      authorization: workspace.authorization,
      ...headers,
    });
    const { events } = await rig.settledState(workspace);
    if (answer.status !== 200) expect(events).toEqual([]);
    return { answer, events };
  }

  describe('200', () => {
    test.each([
      ['/v1/segment', identify],
      ['/segment', identify],
      ['/v1/segment/', identify],
      ['/v1/identify', { userId: 'u1' }],
      ['/v1/track', { userId: 'u1', event: 'Seen' }],
      ['/v1/group', { userId: 'u1', groupId: 'g1' }],
      ['/v1/alias', { userId: 'u1', previousId: 'u0' }],
      ['/v1/page', { anonymousId: 'a1' }],
      ['/v1/screen', { anonymousId: 'a1', name: 'Home' }],
      ['/v1/g', { userId: 'u1', groupId: 'g1' }],
      ['/v1/a', { userId: 'u1', previousId: 'u0' }],
      ['/v1/s', { anonymousId: 'a1', name: 'Home' }],
    ])('a single event at %s is answered with success and nothing else', async (path, event) => {
      const { answer, events } = await sendAlone(path, event);
      expect(answer).toMatchObject({ status: 200, body: { success: true } });
      expect(answer.body).toEqual({ success: true });
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(events).toHaveLength(1);
    });

    test.each([
      ['an envelope', { batch: [identify, { ...track, event: ' ' }, 'not an event', track] }],
      ['a bare array', [identify, { ...track, event: ' ' }, 'not an event', track]],
    ])('%s: a bad event is reported and the others are stored', async (_, batch) => {
      const { answer, events } = await sendAlone('/v1/batch', batch);
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.body).toEqual({
        success: true,
        received: 4,
        accepted: 2,
        duplicates: 0,
        rejected: 2,
        errors: [
          { index: 1, code: 'missing_event_name', message: errorCodes.missing_event_name.message },
          { index: 2, code: 'invalid_event', message: errorCodes.invalid_event.message },
        ],
      });
      expect(events).toHaveLength(2);
    });

    test.each([
      ['an envelope', { batch: [identify, track] }],
      ['a bare array', [identify, track]],
    ])('%s at an address that names a type: each member is of its own type', async (_, batch) => {
      const { answer, events } = await sendAlone('/v1/track', batch);
      expect(answer).toMatchObject({ status: 200, body: { accepted: 2, rejected: 0 } });
      expect(events.map((event) => event.split(' ', 1)[0])).toEqual(['identify', 'track']);
    });

    test('events beyond the longest batch are reported, and the batch is taken however long it is', async () => {
      const batch = Array.from({ length: 6_000 }, (_, at) => ({
        type: 'page',
        anonymousId: 'a',
        messageId: `m${at}`,
      }));
      const { answer, events } = await sendAlone('/v1/batch', { batch });
      expect(answer).toMatchObject({
        status: 200,
        body: { success: true, received: 6_000, accepted: 2_500, rejected: 3_500 },
      });
      expect(answer.body).toHaveProperty('errors.length', 100);
      expect(answer.body).toHaveProperty('errors.0.code', 'batch_too_long');
      expect(events).toHaveLength(2_500);
    });

    test('a small body of millions of members that are no events holds up nobody', async () => {
      const body = new Uint8Array(gzipSync(`[${'0,'.repeat(2_600_000)}0]`));
      const startedAt = performance.now();
      const { answer } = await sendAlone('/v1/batch', body, { 'content-encoding': 'gzip' });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      expect(answer).toMatchObject({ status: 200, body: { received: 2_600_001, rejected: 2_600_001 } });
      expect(answer.body).toHaveProperty('errors.length', 400);
    });

    test.each([
      ['text/plain', 'text/plain'],
      ['a form', 'application/x-www-form-urlencoded'],
      ['XML', 'application/xml'],
      ['nothing', ''],
      ['json', 'json'],
      ['with a character set alone', '; charset=utf-8'],
      ['twice', 'application/json, application/json'],
      ['nonsense', 'garbage;;;'],
    ])('JSON that is labelled %s is read as JSON', async (_, contentType) => {
      const { events } = await sendAlone('/v1/segment', JSON.stringify(identify), {
        'content-type': contentType,
      });
      expect(events).toHaveLength(1);
    });

    test.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ])('a body compressed by %s is read', async (encoding, compress) => {
      const body = new Uint8Array(compress(JSON.stringify(identify)));
      const { events } = await sendAlone('/v1/segment', body, { 'content-encoding': encoding });
      expect(events).toHaveLength(1);
    });
  });

  describe('400', () => {
    test.each<[ErrorCode, string, string, unknown]>([
      ['malformed_json', 'is not JSON', '/v1/track', '{"userId":'],
      ['empty_body', 'is empty', '/v1/track', ''],
      ['empty_body', 'is blank', '/v1/track', ' \n'],
      ['empty_body', 'is a batch without events', '/v1/batch', { batch: [] }],
      ['invalid_event', 'is a batch that is no array', '/v1/batch', { batch: identify }],
      ['invalid_event', 'is no object', '/v1/track', '42'],
      ['invalid_event', 'is null', '/v1/track', 'null'],
      ['no_user_anon_id', 'names nobody', '/v1/track', { event: 'Seen' }],
      [
        'no_user_anon_id',
        'names nobody but null',
        '/v1/track',
        { event: 'Seen', userId: null, anonymousId: null },
      ],
      ['invalid_id', 'has an object for an id', '/v1/identify', { userId: { id: 1 } }],
      ['no_user_anon_id', 'has an endless number for its only id', '/v1/identify', '{"userId":1e400}'],
      ['missing_event_name', 'is a track event without a name', '/v1/track', { userId: 'u1', event: ' ' }],
      ['missing_group_id', 'is a group event without a group', '/v1/group', { userId: 'u1' }],
      ['missing_previous_id', 'is an alias event without the previous id', '/v1/alias', { userId: 'u1' }],
      ['invalid_traits', 'has traits that are no object', '/v1/identify', { userId: 'u1', traits: [1] }],
      ['invalid_properties', 'has properties that are no object', '/v1/track', { ...track, properties: 'x' }],
      [
        'exceed_payload_limit',
        'is too large for one event',
        '/v1/identify',
        { ...identify, traits: { x: 'x'.repeat(33_000) } },
      ],
    ])('%s: a body that %s', async (code, _, path, body) => {
      const { answer } = await sendAlone(path, body);
      expectError(answer, code);
    });

    test('invalid_encoding: a body that is not compressed as it says', async () => {
      const { answer } = await sendAlone('/v1/track', JSON.stringify(track), {
        'content-encoding': 'gzip',
      });
      expectError(answer, 'invalid_encoding');
    });
  });

  describe('401', () => {
    test('missing_api_key: no key', async () => {
      expectError(await send(rig.system.baseUrl, '/v1/batch', { batch: [track] }), 'missing_api_key');
    });

    test.each([
      ['mistyped', (key: string) => `${key.slice(0, 20)}${key[20] === 'a' ? 'b' : 'a'}${key.slice(21)}`],
      ['cut off', (key: string) => key.slice(0, -1)],
      ['never made', () => generateKey()],
      ['of something else', () => 'sk_live_0123456789'],
    ])('invalid_api_key: one that is %s', async (_, spoil) => {
      const { key } = await rig.newWorkspace();
      const headers = { authorization: basic(spoil(key)) };
      expectError(await send(rig.system.baseUrl, '/v1/track', track, headers), 'invalid_api_key');
    });

    test('a key in the head is looked at before the body, which is read only to find one in it', async () => {
      const { key } = await rig.newWorkspace();
      const wrong = { authorization: basic(`${key.slice(0, -1)}-`) };
      expectError(await send(rig.system.baseUrl, '/v1/track', '{', wrong), 'invalid_api_key');
      const bomb = new Uint8Array(gzipSync(Buffer.alloc(50 * mebibyte)));
      expectError(
        await send(rig.system.baseUrl, '/v1/batch', bomb, { ...wrong, 'content-encoding': 'gzip' }),
        'invalid_api_key',
      );
      expectError(await send(rig.system.baseUrl, '/v1/track', { event: 1 }), 'missing_api_key');
      expectError(await send(rig.system.baseUrl, '/v1/track', '{'), 'malformed_json');
    });

    test('a key in the body is not looked for beyond 1 MiB, compressed or not', async () => {
      const { key } = await rig.newWorkspace();
      const batchOf = (count: number): string =>
        JSON.stringify({
          writeKey: key,
          batch: Array.from({ length: count }, () => ({ ...track, at: 'x'.repeat(10_000) })),
        });
      const [within, beyond] = [batchOf(100), batchOf(110)];
      expect((await send(rig.system.baseUrl, '/v1/batch', within)).status).toBe(200);
      const gzip = { 'content-encoding': 'gzip' };
      for (const answer of [
        await send(rig.system.baseUrl, '/v1/batch', beyond),
        await send(rig.system.baseUrl, '/v1/batch', new Uint8Array(gzipSync(beyond)), gzip),
      ]) {
        expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
        expect(answer.body).toHaveProperty('message', expect.stringContaining('1 MiB'));
      }
      expect(
        (await send(rig.system.baseUrl, '/v1/batch', beyond, { authorization: basic(key) })).status,
      ).toBe(200);
    });
  });

  describe('404', () => {
    test.each([
      ['POST', '/v1/nothing'],
      ['GET', '/v1'],
      ['GET', '/%'],
    ])('not_found: %s %s', async (method, path) => {
      const answer = await request(`${rig.system.baseUrl}${path}`, { method });
      expectError(answer, path === '/%' ? 'invalid_request' : 'not_found');
    });
  });

  describe('405', () => {
    test.each([
      ['GET', '/v1/track', 'POST'],
      ['DELETE', '/v1/batch/', 'POST'],
      ['POST', '/health/live', 'GET, HEAD'],
      ['PUT', '/api/keys/f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5', 'DELETE, PATCH'],
    ])('method_not_allowed: %s %s', async (method, path, allowed) => {
      const answer = await request(`${rig.system.baseUrl}${path}`, { method });
      expectError(answer, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe(allowed);
    });
  });

  describe('413', () => {
    test('payload_too_large: a body that says how large it is', async () => {
      const { answer } = await sendAlone('/v1/batch', 'x'.repeat(5 * mebibyte + 1));
      expectError(answer, 'payload_too_large');
    });

    test('payload_too_large: a body that comes in pieces', async () => {
      const { authorization } = await rig.newWorkspace();
      const pieces = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let sent = 0; sent < 8; sent += 1) controller.enqueue(new Uint8Array(mebibyte).fill(0x20));
          controller.close();
        },
      });
      const response = await fetch(`${rig.system.baseUrl}/v1/batch`, {
        method: 'POST',
        headers: { authorization },
        body: pieces,
        duplex: 'half',
      });
      expectError(
        { status: response.status, headers: response.headers, body: await response.json() },
        'payload_too_large',
      );
    });

    test('payload_too_large: a small body that decompresses to a huge one', async () => {
      const bomb = new Uint8Array(gzipSync(Buffer.alloc(50 * mebibyte)));
      const { answer } = await sendAlone('/v1/batch', bomb, { 'content-encoding': 'gzip' });
      expectError(answer, 'payload_too_large');
    });

    test('a batch of many events just within the limit is taken', async () => {
      const batch = Array.from({ length: 150 }, () => ({
        ...identify,
        traits: { text: 'x'.repeat(30_000) },
      }));
      const { answer, events } = await sendAlone('/v1/batch', { batch });
      expect(answer.status).toBe(200);
      expect(events).toHaveLength(150);
    });
  });

  describe('415', () => {
    test.each(['br', 'zstd', 'gzip, gzip', 'constructor'])(
      'unsupported_encoding: a body compressed by %s',
      async (encoding) => {
        const { answer } = await sendAlone('/v1/track', JSON.stringify(track), {
          'content-encoding': encoding,
        });
        expectError(answer, 'unsupported_encoding');
      },
    );

    test('unsupported_media_type: a Content-Type that is none, where no events are taken', async () => {
      const headers = { 'content-type': 'nonsense' };
      expectError(await send(rig.system.baseUrl, '/api/session', '{}', headers), 'unsupported_media_type');
    });
  });

  describe('429', () => {
    test('rate_limited: more events than a workspace may send, while another one still may', async () => {
      const [busy, calm] = [await rig.newWorkspace(), await rig.newWorkspace()];
      const batch = Array.from({ length: 2_500 }, () => ({ type: 'page', anonymousId: 'a' }));
      const answered: Answer[] = [];
      for (let sent = 0; sent < 4; sent += 1) {
        answered.push(
          await send(rig.system.baseUrl, '/v1/batch', batch, { authorization: busy.authorization }),
        );
      }
      const few = await send(rig.system.baseUrl, '/v1/track', track, { authorization: busy.authorization });
      const other = await send(rig.system.baseUrl, '/v1/track', track, { authorization: calm.authorization });

      expect(answered.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
      for (const answer of answered.slice(3)) expectError(answer, 'rate_limited');
      expect(few.status).toBe(200);
      expect(other.status).toBe(200);
      expect((await rig.settledState(busy)).events).toHaveLength(7_501);
    });
  });

  describe('501', () => {
    test('unknown_type: Segment itself is told that it need not send it again', async () => {
      const { answer } = await sendAlone('/v1/segment', { ...identify, type: 'purchase' });
      expectError(answer, 'unknown_type');
    });
  });
}
