import { Agent, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { request } from '../support/http.js';
import { onEngine } from '../support/rig.js';

const cases = 200_000;
/** Generated and sent at a time, so that they need not all be in memory. */
const round = 2_000;
const connections = 16;
const timeLimitMs = 400_000;
/** Resident memory may differ by so much between the first half and the end: a heap breathes. */
const growthMaxMb = 80;
jest.setTimeout(timeLimitMs + 60_000);

type Case = { path: string; headers: Record<string, string>; body: Buffer };

/** So long that it is cut off somewhere, with characters of two UTF-16 units where that may be. */
const longText = fc
  .tuple(
    fc.oneof(fc.nat({ max: 1_150 }), fc.constantFrom(99, 254, 255, 319, 999)),
    fc.string({ unit: 'binary', maxLength: 25 }),
    fc.constantFrom('', '😀', '😀😀'),
  )
  .map(([length, end, astral]) => `${'a'.repeat(length)}${astral}${end}`);
const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: longText },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      '',
      'null',
      'u1',
      'track',
      '\u0000',
      '\ud800',
      '__proto__',
      '2026-03-01T12:00:00Z',
      '1e400',
    ),
  },
);
const value = fc.oneof(
  { maxDepth: 3 },
  text,
  fc.double(),
  fc.constantFrom(null, true, 1e21, -1, [], {}),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
);
const names = [
  'type',
  'userId',
  'user_id',
  'anonymousId',
  'messageId',
  'groupId',
  'previousId',
  'event',
  'traits',
  'properties',
  'context',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'receivedAt',
  'integrations',
  'writeKey',
];
/** What Hydra makes something of, in place of what it only keeps. */
const said = fc.dictionary(
  fc.constantFrom('name', 'email', 'phone', 'title', 'company', 'website', 'feature', 'account_name'),
  text,
  { maxKeys: 4 },
);
const call = fc.dictionary(fc.oneof(fc.constantFrom(...names), text), value, { maxKeys: 8 });
const sound = fc.record({
  type: fc.constantFrom('identify', 'track', 'group', 'alias', 'page', 'screen'),
  userId: fc.constantFrom('u1', 'u2', 7),
  event: fc.oneof(text, fc.constantFrom('Signed Up', 'Account Created')),
  groupId: text,
  properties: fc.oneof(value, said),
  traits: fc.oneof(value, said),
  context: fc.oneof(fc.constant({}), fc.record({ traits: said, groupId: text })),
  timestamp: value,
});
const event = fc.oneof(call, sound, value);
const json = fc
  .oneof(
    event,
    fc.array(event, { maxLength: 5 }),
    fc.record({ batch: fc.oneof(fc.array(event, { maxLength: 5 }), value), sentAt: value, context: value }),
  )
  .map((body) => JSON.stringify(body) ?? '');
const broken = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(json, fc.nat()).map(([body, at]) => Buffer.from(body.slice(0, at % (body.length + 1)))),
  fc.nat({ max: 3_000 }).map((depth) => Buffer.from(`${'[{"a":'.repeat(depth)}`)),
  json.map((body) => Buffer.from(body.replaceAll('"u1"', '1e999').replaceAll('a', String.raw`\ud800`))),
);
const body = fc.oneof(
  { weight: 3, arbitrary: json.map((said) => Buffer.from(said)) },
  { weight: 1, arbitrary: broken },
);
const path = fc.constantFrom(
  '/v1/segment',
  '/v1/track',
  '/v1/i',
  '/v1/group/',
  '/v1/batch',
  '/v1/b',
  '/v1/import/',
  '/beacon/v1/batch?writeKey=x',
  '/v1/m',
  '/v1/%00',
  '/v1/track?a=%zz',
);
const headers = fc.record({
  authorization: fc.constantFrom('own', 'own', 'own', 'own', 'Basic', 'Basic ====', 'Bearer x', 'Digest a'),
  'content-type': fc.constantFrom(
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'a/b; charset=latin1',
    'multipart/form-data; boundary=x',
  ),
  'content-encoding': fc.constantFrom('', '', '', 'gzip', 'real gzip', 'deflate', 'br', 'x'),
  'x-strict-mode': fc.constantFrom('', '1', 'yes'),
  'x-signature': fc.constantFrom('', 'abc'),
  origin: fc.constantFrom('', 'https://a.example', 'null'),
});

onEngine(
  'postgres',
  (rig) => {
    test(`of ${cases.toLocaleString('en')} bodies and headers none brings a 5xx, a crash or growth, and what was accepted is stored`, async () => {
      const workspace = await rig.newWorkspace();
      const seed = Math.floor(Math.random() * 2 ** 31);
      const agent = new Agent({ keepAlive: true, maxSockets: connections });
      const statuses = new Map<number, number>();
      const amiss: string[] = [];
      let settledMb = 0;
      for (let sent = 0; sent < cases; sent += round) {
        const generated = fc.sample(fc.record({ path, headers, body }), {
          numRuns: round,
          seed: seed + sent,
        });
        const queue = generated.map((made) => toCase(made, workspace.authorization));
        await Promise.all(
          Array.from({ length: connections }, async () => {
            for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
              const { status, answer } = await post(agent, rig.system.baseUrl, next);
              statuses.set(status, (statuses.get(status) ?? 0) + 1);
              const isSound = status === 200 ? answer.success === true : typeof answer.code === 'string';
              if (status >= 500 && status !== 501)
                amiss.push(`${status} for seed ${seed + sent} ${next.path}`);
              else if (!isSound) amiss.push(`an answer that clients cannot read: ${status} ${next.path}`);
            }
          }),
        );
        if (sent + round === cases / 2) settledMb = await residentMb(rig.system.baseUrl);
      }
      agent.destroy();
      expect(amiss.slice(0, 10)).toEqual([]);
      expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual(
        expect.arrayContaining([200, 400, 401, 415]),
      );
      expect(await residentMb(rig.system.baseUrl)).toBeLessThan(settledMb + growthMaxMb);
      await rig.settled();
      const { rows } = await rig.database.pool.query('SELECT code, reason FROM dead_letter');
      expect(rows).toEqual([]);
    });
  },
  { settings: { HYDRA_RATE_LIMIT: '10000000', HYDRA_LOG_LEVEL: 'warn' } },
);

function toCase(
  made: { path: string; headers: Record<string, string>; body: Buffer },
  authorization: string,
): Case {
  const sent = Object.fromEntries(Object.entries(made.headers).filter(([, said]) => said !== ''));
  if (sent['authorization'] === 'own') sent['authorization'] = authorization;
  if (sent['content-encoding'] !== 'real gzip') return { ...made, headers: sent };
  return { path: made.path, headers: { ...sent, 'content-encoding': 'gzip' }, body: gzipSync(made.body) };
}

function post(
  agent: Agent,
  baseUrl: string,
  { path: to, headers: sent, body: bytes }: Case,
): Promise<{ status: number; answer: { success?: unknown; code?: unknown } }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${baseUrl}${to}`, {
      agent,
      method: 'POST',
      headers: { ...sent, 'content-length': bytes.length },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const answer: unknown = JSON.parse(Buffer.concat(pieces).toString());
        resolve({ status: incoming.statusCode ?? 0, answer: Object(answer) });
      });
    });
    outgoing.end(bytes);
  });
}

async function residentMb(baseUrl: string): Promise<number> {
  const { body: metrics } = await request(`${baseUrl}/metrics`);
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(String(metrics))?.[1];
  if (bytes === undefined) throw new Error('The metrics do not tell the resident memory.');
  return Number(bytes) / 1e6;
}
