import { once } from 'node:events';
import { request as openRequest, type ClientRequest } from 'node:http';
import { generateKey } from '#keys';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { request, send, type Answer } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

const highWaterMark = 50;

/** Whatever keeps events from being taken in now is answered so that they are sent again. */
export function unavailable(rig: Rig): void {
  const sendTrack = (authorization: string, messageId: string): Promise<Answer> =>
    send(rig.system.baseUrl, '/v1/track', { userId: 'u1', event: 'Seen', messageId }, { authorization });

  test('storage_unavailable: Postgres cannot be reached; never 401, whatever is known of the key', async () => {
    const [known, unknown] = [await rig.newWorkspace(), await rig.newWorkspace()];
    expect((await sendTrack(known.authorization, 'before')).status).toBe(200);
    await rig.settled();

    await rig.proxy.cut();
    for (const authorization of [known.authorization, unknown.authorization, basic(generateKey())]) {
      expectError(await sendTrack(authorization, 'meanwhile'), 'storage_unavailable');
    }
    expectError(
      await send(rig.system.baseUrl, '/v1/batch', [{ type: 'page', userId: 'u1', writeKey: unknown.key }]),
      'storage_unavailable',
    );
    expect(await request(`${rig.system.baseUrl}/health/ready`)).toMatchObject({ status: 503 });
    expect(await request(`${rig.system.baseUrl}/health/live`)).toMatchObject({ status: 200 });

    await rig.proxy.mend();
    await eventually('it is ready again', async () => {
      return (await request(`${rig.system.baseUrl}/health/ready`)).status === 200;
    });
    expect((await sendTrack(known.authorization, 'after')).status).toBe(200);
    expect((await sendTrack(unknown.authorization, 'after')).status).toBe(200);
    expectError(await sendTrack(basic(generateKey()), 'after'), 'invalid_api_key');
    expect((await rig.settledState(known)).events).toEqual(['track after', 'track before']);
    expect((await rig.settledState(unknown)).events).toEqual(['track after']);
  });

  test('storage_unavailable: Postgres is silent; the answer comes before Segment gives up', async () => {
    const workspace = await rig.newWorkspace();
    expect((await sendTrack(workspace.authorization, 'before')).status).toBe(200);
    rig.proxy.freeze();
    try {
      const sentAt = performance.now();
      const [answer] = await Promise.all([
        sendTrack(workspace.authorization, 'meanwhile'),
        sendTrack(workspace.authorization, 'beside it'),
      ]);
      expectError(answer, 'storage_unavailable');
      expect(performance.now() - sentAt).toBeLessThan(5_000);
      const askedAt = performance.now();
      expect(await request(`${rig.system.baseUrl}/health/ready`)).toMatchObject({ status: 503 });
      expect(performance.now() - askedAt).toBeLessThan(3_500);
    } finally {
      await rig.proxy.mend();
    }
    for (const messageId of ['meanwhile', 'beside it'])
      await eventually('its repetition is taken', async () => {
        return (await sendTrack(workspace.authorization, messageId)).status === 200;
      });
    expect((await rig.settledState(workspace)).events).toEqual([
      'track before',
      'track beside it',
      'track meanwhile',
    ]);
  });

  test('overloaded: more bytes wait to be written than a process may hold', async () => {
    const { authorization } = await rig.newWorkspace();
    expect((await sendTrack(authorization, 'before')).status).toBe(200);
    const batch = Array.from({ length: 150 }, () => ({
      type: 'identify',
      userId: 'u1',
      traits: { text: 'x'.repeat(30_000) },
    }));
    rig.proxy.freeze();
    const answered = await Promise.all(
      Array.from({ length: 20 }, () => send(rig.system.baseUrl, '/v1/batch', batch, { authorization })),
    ).finally(() => rig.proxy.mend());
    expect(answered.every(({ status }) => status === 503)).toBe(true);
    const overloaded = answered.filter(({ body }) => Reflect.get(Object(body), 'code') === 'overloaded');
    expect(overloaded.length).toBeGreaterThan(0);
    for (const answer of overloaded) expectError(answer, 'overloaded');
    await rig.settled();
  });

  test('overloaded: more waits than the high-water mark, until the workers have caught up', async () => {
    await rig.system.kill('worker', 'SIGTERM');
    await rig.system.kill('api', 'SIGTERM');
    await rig.system.restart('api', { HYDRA_INBOX_HIGH_WATER_MARK: String(highWaterMark) });
    const workspace = await rig.newWorkspace();
    const headers = { authorization: workspace.authorization };
    const batch = Array.from({ length: highWaterMark }, (_, at) => ({
      type: 'page',
      userId: 'u1',
      messageId: `m${at}`,
    }));
    expect((await send(rig.system.baseUrl, '/v1/batch', batch, headers)).status).toBe(200);

    const refused = await eventually('it is overloaded', async () => {
      const answer = await sendTrack(workspace.authorization, 'first');
      return answer.status !== 200 && answer;
    });
    expectError(refused, 'overloaded');
    expect(await request(`${rig.system.baseUrl}/health/ready`)).toMatchObject({ status: 503 });

    await rig.system.restart('worker');
    await eventually('it takes events in again', async () => {
      return (await sendTrack(workspace.authorization, 'last')).status === 200;
    });
    const { events } = await rig.settledState(workspace);
    expect(events.filter((event) => event.startsWith('page'))).toHaveLength(highWaterMark);
    expect(events).toContain('track last');
  });

  test('shutting_down: a request that has begun is answered, and nothing that was known is lost', async () => {
    const workspace = await rig.newWorkspace();
    const before = new Date();
    expect((await sendTrack(workspace.authorization, 'acknowledged')).status).toBe(200);
    const body = JSON.stringify({ userId: 'u1', event: 'Seen', messageId: 'too late' });
    const begun = await beginRequest(`${rig.system.baseUrl}/v1/track`, workspace.authorization, body);

    const stopsBefore = countStops();
    const exit = rig.system.kill('api', 'SIGTERM');
    await eventually('it is stopping', () => countStops() > stopsBefore);
    expectError(await finishRequest(begun, body), 'shutting_down');
    expect(await exit).toBe(0);

    const { lastUsedAt } = await rig.database.prisma.apiKey.findFirstOrThrow({
      where: { workspaceId: workspace.id },
    });
    expect(lastUsedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    await rig.system.restart('api');
    expect((await sendTrack(workspace.authorization, 'again')).status).toBe(200);
    expect((await rig.settledState(workspace)).events).toEqual(['track acknowledged', 'track again']);
  });

  const countStops = (): number => rig.system.log().match(/"program":"api".*"stopping"/g)?.length ?? 0;
}

/** Sends the head of a request, and waits until the server has read it. */
async function beginRequest(url: string, authorization: string, body: string): Promise<ClientRequest> {
  const begun = openRequest(url, {
    method: 'POST',
    headers: { authorization, 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  const heard = once(begun, 'continue');
  begun.flushHeaders();
  await heard;
  return begun;
}

async function finishRequest(begun: ClientRequest, body: string): Promise<Answer> {
  const answered = new Promise<Answer>((resolve, reject) => {
    begun.once('error', reject).once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => {
        const headers = new Headers(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status: response.statusCode ?? 0, headers, body: JSON.parse(text) });
      });
    });
  });
  begun.end(body);
  return answered;
}
