import { HydraError } from '#contract';
import type { LiveRequest } from '#live';
import { readCall } from '../ingest/read-call.js';
import { readEvents } from '../ingest/read-events.js';
import type { Sighting } from './sighting.js';
import { acceptedEntries, countEntries, countFailed, failedEntries, refusedEntries } from './to-entries.js';

const receivedAt = '2026-03-01T12:00:00.000Z';
const receivedAtMs = Date.parse(receivedAt);
const request: LiveRequest = {
  workspaceId: 7,
  keyId: null,
  receivedAtMs,
  path: '/v1/batch',
  requestId: null,
  httpStatus: 200,
  latencyMs: 1,
  userAgent: undefined,
  bytes: 1,
};
const page = (messageId: string): object => ({ type: 'page', userId: 'u1', messageId });

function sightingOf(json: unknown): Sighting {
  const read = readEvents(readCall(json), 7, { receivedAtMs, receivedAt, fromSegment: false });
  return { receivedAtMs, body: { bytes: Buffer.alloc(1), json }, read };
}

describe('a request that was taken', () => {
  const batch = [page('a'), { type: 'page' }, page('a'), { ...page('b'), timestamp: 'x' }];

  it('makes an entry an event, each with what was sent in its place', () => {
    const sighting = sightingOf({ batch });
    expect(countEntries(sighting)).toEqual({ accepted: 3, refused: 1 });
    const accepted = acceptedEntries(sighting, request, 3);
    expect(accepted.map(({ outcome, index, raw }) => [outcome, index, raw])).toEqual([
      ['accepted', 0, batch[0]],
      ['accepted', 3, batch[3]],
      ['duplicate', 2, batch[2]],
    ]);
    expect(accepted.map(({ warnings }) => warnings)).toEqual([undefined, ['invalid_timestamp'], undefined]);
    expect(refusedEntries(sighting, request, 1)).toMatchObject([
      { outcome: 'rejected', code: 'no_user_anon_id', index: 1, raw: batch[1], type: 'page' },
    ]);
  });

  it('copies nothing', () => {
    const [entry] = acceptedEntries(sightingOf(batch), request, 1);
    expect(entry?.raw).toBe(batch[0]);
  });

  it('makes no more entries than are wanted', () => {
    const sighting = sightingOf({ batch });
    expect(acceptedEntries(sighting, request, 1)).toHaveLength(1);
    expect(acceptedEntries(sighting, request, 2).map(({ index }) => index)).toEqual([0, 3]);
    expect(refusedEntries(sighting, request, 0)).toEqual([]);
  });
});

describe('a batch with more events beyond its limit than are listed', () => {
  it('makes one entry for all of those', () => {
    const sighting = sightingOf(Array<number>(10_000).fill(0));
    const { refused } = countEntries(sighting);
    const entries = refusedEntries(sighting, request, refused);
    expect(entries).toHaveLength(refused);
    expect(entries.at(-1)).toEqual({ request, outcome: 'rejected', code: 'batch_too_long', count: 5_900 });
    expect(countFailed(sighting)).toBe(refused);
  });
});

describe('a request that was refused', () => {
  const failedFor = (error: HydraError, limit = 10): { error: HydraError; limit: number } => ({
    error,
    limit,
  });

  it('alone, makes one entry with what its sender was told', () => {
    const json = { type: 'purchase', userId: 'u1' };
    const error = new HydraError('invalid_event', { message: 'In other words.' });
    const sighting = sightingOf(json);
    expect(countFailed(sighting)).toBe(1);
    expect(failedEntries(sighting, request, failedFor(error))).toEqual([
      {
        request,
        outcome: 'rejected',
        code: 'invalid_event',
        message: 'In other words.',
        type: undefined,
        raw: json,
        sent: sighting.body?.bytes,
      },
    ]);
  });

  it('as a whole, makes an entry an event, those with their own reason with it', () => {
    const sighting = sightingOf([page('a'), { type: 'track', userId: 'u1' }]);
    const error = new HydraError('storage_unavailable');
    expect(
      failedEntries(sighting, request, failedFor(error)).map(({ code, index }) => [code, index]),
    ).toEqual([
      ['missing_event_name', 1],
      ['storage_unavailable', 0],
    ]);
    expect(failedEntries(sighting, request, failedFor(error, 1))).toHaveLength(1);
  });

  it('before it was read, makes one entry that stands for its events', () => {
    const { read: _, ...unread } = sightingOf([page('a'), page('b')]);
    const error = new HydraError('revoked_api_key');
    expect(failedEntries(unread, request, failedFor(error))).toMatchObject([
      { outcome: 'failed_authentication', code: 'revoked_api_key', count: 2, raw: [page('a'), page('b')] },
    ]);
  });

  it('of no workspace, keeps nothing of its body', () => {
    const { read: _, ...unread } = sightingOf([page('a')]);
    const nobodys = { ...request, workspaceId: 0 };
    const [entry] = failedEntries(unread, nobodys, failedFor(new HydraError('invalid_api_key')));
    expect(entry?.raw).toBeUndefined();
  });
});
