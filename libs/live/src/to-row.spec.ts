import type { Event } from '#contract';
import { toLine } from '#inbox';
import type { LiveRequest } from './live-entry.js';
import { toRow } from './to-row.js';

const request: LiveRequest = {
  workspaceId: 7,
  keyId: null,
  receivedAtMs: Date.parse('2026-03-01T12:00:00.000Z'),
  path: '/v1/track',
  requestId: null,
  httpStatus: 200,
  latencyMs: 1.2345,
  userAgent: 'curl/8',
  bytes: 10,
};
const event: Event = {
  type: 'track',
  messageId: 'M1',
  userId: 'Ada',
  event: 'Used',
  timestamp: '2026-03-01T12:00:00.000Z',
  receivedAt: '2026-03-01T12:00:00.000Z',
  context: { library: { name: 'analytics-node', version: '3.1.0' }, traits: { email: 'Ada@Acme.com' } },
};

describe('toRow', () => {
  it('shows an accepted event as it was sent and as it was kept, and what it can be found by', () => {
    const raw = { type: 'Track', userId: 'Ada' };
    expect(toRow({ request, outcome: 'accepted', event, line: toLine(7, event), raw })).toMatchObject({
      refused: false,
      at: '2026-03-01T12:00:00.000Z',
      type: 'track',
      messageId: 'M1',
      subject: 'Ada',
      eventName: 'Used',
      names: 'm1\u001fada\u001fada@acme.com\u001fused',
      library: 'analytics-node 3.1.0',
      latencyMs: 1.23,
      raw: '{"type":"Track","userId":"Ada"}',
      normalised: JSON.stringify(event),
      digest: null,
    });
  });

  it('shows what was sent alone exactly as it was, unless that has a key or takes more than a line', () => {
    const sent = (text: string): string | null =>
      toRow({ request, outcome: 'rejected', raw: JSON.parse(text), sent: Buffer.from(text) }).raw;
    expect(sent('{ "a":1e3 , "nul":"\\u0000" }')).toBe('{ "a":1e3 , "nul":"\\u0000" }');
    expect(sent('{ "a":1,\n"b":2 }')).toBe('{"a":1,"b":2}');
    expect(sent('{ "writeKey":"secret", "b":2 }')).toBe('{"b":2}');
  });

  it('finds a refused event by what it names, and a batch by what its events name', () => {
    const refused = { request, outcome: 'rejected', code: 'invalid_traits' } as const;
    const raw = { messageId: 'm1', user_id: 12, traits: 'x' };
    expect(toRow({ ...refused, raw })).toMatchObject({
      refused: true,
      subject: '12',
      names: 'm1\u001f12',
      library: 'curl/8',
      normalised: null,
    });
    expect(toRow({ ...refused, raw: { batch: [raw, 'x', { userId: 'Bob' }] }, count: 3 })).toMatchObject({
      subject: null,
      names: 'm1\u001f12\u001fbob',
      count: 3,
    });
  });

  it('keeps what could not be read as text, in one line, without the key', () => {
    const raw = Buffer.from('{"writeKey":"secret",\n\u0000"a":');
    const row = toRow({ request, outcome: 'rejected', raw });
    expect(row).toMatchObject({ rawIsText: true, cut: false });
    expect(JSON.parse(row.raw ?? '')).toBe('{"writeKey":"…",\n\ufffd"a":');
  });

  it('cuts off what is too long, and then tells the event by its digest', () => {
    const long = { ...event, properties: { text: 'é'.repeat(40_000) } };
    const row = toRow({ request, outcome: 'accepted', event: long, line: toLine(7, long), raw: long });
    expect(row.cut).toBe(true);
    expect(row.raw).toHaveLength(32 * 1024);
    expect(row.digest).toMatch(/^[0-9a-f]{32}$/);
  });

  it('takes keys out of everything that is written', () => {
    const key = `hydra_live_${'Z'.repeat(38)}`;
    const leaky = { ...event, messageId: key, userId: key, event: key, context: { deep: { writeKey: key } } };
    const row = toRow({
      request: { ...request, path: `/v1/${key}`, userAgent: key },
      outcome: 'accepted',
      event: leaky,
      line: toLine(7, leaky),
      raw: { ...leaky, writeKey: key },
    });
    expect(JSON.stringify(row).toLowerCase()).not.toContain(key.toLowerCase());
  });
});
