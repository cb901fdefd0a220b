import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '#contract';

/** A key as a test has it: of a workspace, spoilt, revoked, of a suspended workspace, or none. */
export type KeyState = 'live' | 'wrong' | 'revoked' | 'expired' | 'suspended' | 'none';

/** A request that something is odd about, and what it is answered. */
export interface OddRequest {
  /** What is odd about it, as the page of the contract says it. */
  readonly what: string;
  readonly method?: string;
  readonly path: string;
  readonly key?: KeyState;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, all else as JSON. */
  readonly body?: unknown;
  /** The error it is answered with, or 200. */
  readonly answer: ErrorCode | 200;
}

const event = { type: 'track', userId: 'u1', event: 'Seen' };
const mebibyte = 1024 * 1024;
const cutOff = gzipSync(JSON.stringify(event)).subarray(0, 20);

/** Each has its line in docs/wire.md and its test. */
export const oddRequests: readonly OddRequest[] = [
  { what: 'a wrong method', method: 'GET', path: '/v1/track', answer: 'method_not_allowed' },
  { what: 'an unknown path', path: '/v1/purchase', body: event, answer: 'not_found' },
  {
    what: 'an unknown type, from Segment',
    path: '/v1/segment',
    body: { ...event, type: 'purchase' },
    answer: 'unknown_type',
  },
  {
    what: 'an unknown type, in a batch',
    path: '/v1/batch',
    body: [{ ...event, type: 'purchase' }],
    answer: 200,
  },
  { what: 'no type at all', path: '/v1/segment', body: { userId: 'u1' }, answer: 'unknown_type' },
  { what: 'no key', path: '/v1/track', key: 'none', body: event, answer: 'missing_api_key' },
  { what: 'a wrong key', path: '/v1/track', key: 'wrong', body: event, answer: 'invalid_api_key' },
  { what: 'a revoked key', path: '/v1/track', key: 'revoked', body: event, answer: 'revoked_api_key' },
  { what: 'an expired key', path: '/v1/track', key: 'expired', body: event, answer: 'expired_api_key' },
  {
    what: 'a suspended workspace',
    path: '/v1/track',
    key: 'suspended',
    body: event,
    answer: 'workspace_suspended',
  },
  {
    what: 'members of a batch with different keys',
    path: '/v1/batch',
    key: 'none',
    body: [
      { ...event, writeKey: 'one' },
      { ...event, writeKey: 'other' },
    ],
    answer: 'conflicting_api_keys',
  },
  { what: 'an empty body', path: '/v1/track', body: '', answer: 'empty_body' },
  { what: 'blanks for a body', path: '/v1/track', body: ' \n ', answer: 'empty_body' },
  { what: '`[]`', path: '/v1/batch', body: [], answer: 'empty_body' },
  { what: '`{"batch":[]}`', path: '/v1/batch', body: { batch: [] }, answer: 'empty_body' },
  { what: '`{}` to a path that names the type', path: '/v1/track', body: {}, answer: 'no_user_anon_id' },
  { what: '`{}` from Segment', path: '/v1/segment', body: {}, answer: 'unknown_type' },
  { what: '`null`', path: '/v1/track', body: 'null', answer: 'invalid_event' },
  { what: 'a text in place of an event', path: '/v1/track', body: '"track"', answer: 'invalid_event' },
  { what: 'a batch that is no array', path: '/v1/batch', body: { batch: {} }, answer: 'invalid_event' },
  { what: 'JSON that is cut off', path: '/v1/track', body: '{"userId":"u1"', answer: 'malformed_json' },
  { what: '10 MB of `[`', path: '/v1/batch', body: '['.repeat(10 * mebibyte), answer: 'payload_too_large' },
  { what: '5 MB of `[`', path: '/v1/batch', body: '['.repeat(5 * mebibyte), answer: 'malformed_json' },
  {
    what: '2 MB of nesting',
    path: '/v1/identify',
    body: `{"userId":"u1","traits":{"a":${'['.repeat(mebibyte)}${']'.repeat(mebibyte)}}}`,
    answer: 'event_too_deep',
  },
  {
    what: 'an unfinished gzip',
    path: '/v1/track',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(cutOff),
    answer: 'invalid_encoding',
  },
  {
    what: 'a gzip of 50 MB of blanks',
    path: '/v1/batch',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(Buffer.alloc(50 * mebibyte, ' '))),
    answer: 'payload_too_large',
  },
  {
    what: 'a compression that is not known',
    path: '/v1/track',
    headers: { 'content-encoding': 'br' },
    body: event,
    answer: 'unsupported_encoding',
  },
  {
    what: 'an event of more than 32 KiB',
    path: '/v1/track',
    body: { ...event, text: 'x'.repeat(33_000) },
    answer: 'exceed_payload_limit',
  },
  {
    what: 'an event of more than 32 KiB, in a batch',
    path: '/v1/batch',
    body: [{ ...event, text: 'x'.repeat(33_000) }],
    answer: 200,
  },
  { what: 'one bad event in a batch', path: '/v1/batch', body: [event, 7], answer: 200 },
  {
    what: 'one bad event in a batch, in strict mode',
    path: '/v1/batch',
    headers: { 'x-strict-mode': '1' },
    body: [event, 7],
    answer: 'invalid_event',
  },
  {
    what: 'a deletion of nobody',
    path: '/v1/segment',
    body: { type: 'delete', anonymousId: 'a1' },
    answer: 'missing_user_id',
  },
  {
    what: 'an alias of nobody',
    path: '/v1/alias',
    body: { previousId: 'a1' },
    answer: 'missing_user_id',
  },
  {
    what: 'a path with an escape in it',
    path: '/v1/%74rack',
    body: { userId: 'u1', event: 'Seen' },
    answer: 200,
  },
  { what: 'a bad timestamp', path: '/v1/track', body: { ...event, timestamp: 'yesterday' }, answer: 200 },
  {
    what: 'a number of more than 53 bits for an id',
    path: '/v1/track',
    body: '{"userId":9007199254740993,"event":"Seen"}',
    answer: 200,
  },
  { what: 'a placeholder for an id', path: '/v1/track', body: { ...event, userId: 'null' }, answer: 200 },
];
