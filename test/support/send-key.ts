import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { request, type Answer } from './http.js';

/** One way in which a key can reach Hydra, meant or by mistake. */
type Way = {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** All the ways in which a key can reach the API by a request that is HTTP. */
function waysOf(key: string): Way[] {
  const event = { type: 'track', userId: 'u1', event: 'Seen' };
  const basic = { authorization: `Basic ${base64(`${key}:`)}` };
  const withKey = { ...event, writeKey: key };
  return [
    // In headers.
    { path: '/v1/segment', headers: basic, body: event },
    { path: '/v1/segment', headers: { authorization: `Basic ${base64(key)}` }, body: event },
    { path: '/v1/segment', headers: { authorization: `basic ${base64(`${key}:password`)}` }, body: event },
    { path: '/v1/track', headers: { authorization: `Bearer ${key}` }, body: event },
    { path: '/v1/track', headers: { 'x-write-key': key }, body: event },
    { path: '/v1/track', headers: { 'x-api-key': key }, body: event },
    { path: '/v1/track', headers: { authorization: key }, body: event },
    { path: '/v1/track', headers: { authorization: `Token ${key}` }, body: event },
    // In bodies, however it is spelled.
    { path: '/v1/track', body: withKey },
    { path: '/v1/track', headers: basic, body: { ...event, write_key: key, WriteKey: key } },
    { path: '/v1/batch', body: { batch: [event, withKey], writeKey: key } },
    { path: '/v1/batch', body: { batch: [withKey, withKey] } },
    { path: '/v1/batch', body: [withKey, withKey] },
    { path: '/v1/batch', body: [withKey, { ...event, writeKey: 'another' }] },
    {
      path: '/v1/batch',
      headers: { 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify([withKey]))),
    },
    { path: '/v1/b', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ batch: [withKey] }) },
    // In addresses.
    { path: `/beacon/v1/batch?writeKey=${key}`, body: { batch: [event] } },
    { path: `/beacon/v1/batch?writekey=${key}`, body: JSON.stringify({ batch: [event] }) },
    { path: `/v1/track?writeKey=${key}`, body: event },
    { method: 'GET', path: `/v1/projects/${key}/settings` },
    { method: 'GET', path: `/projects/${key}/settings` },
    { method: 'GET', path: `/v1/track?writeKey=${key}` },
    { method: 'GET', path: `/v1/projects/${key}` },
    { method: 'GET', path: `/${key}` },
    { path: `/v1/${key}`, body: event },
    { path: `/v1/m?writeKey=${key}`, body: {} },
    { method: 'OPTIONS', path: `/v1/projects/${key}/settings`, headers: { origin: 'https://acme.example' } },
    // Together with something that is wrong.
    { path: '/v1/track', body: `{"writeKey":"${key}",` },
    { path: '/v1/track', headers: basic, body: `{"writeKey":"${key}"} ${key}` },
    { path: '/v1/track', headers: { ...basic, 'content-encoding': 'gzip' }, body: key },
    { path: '/v1/track', headers: { ...basic, 'content-encoding': key }, body: event },
    { path: '/v1/track', headers: { ...basic, 'content-type': key }, body: event },
    { path: '/v1/track', headers: basic, body: { ...withKey, event: '' } },
    { path: '/v1/track', headers: basic, body: { ...withKey, text: 'x'.repeat(40_000) } },
    { path: '/v1/track', headers: { ...basic, 'x-strict-mode': '1' }, body: [withKey, {}] },
    { path: '/v1/track', headers: { ...basic, 'x-signature': 'f00d' }, body: event },
    {
      path: '/v1/track',
      headers: { ...basic, 'x-signature': createHmac('sha1', key).update('{}').digest('hex') },
      body: withKey,
    },
    { path: '/v1/track', headers: { ...basic, 'x-filler': 'x'.repeat(20_000) }, body: event },
  ];
}

/** Sends a key in every way. The answers of all come out, those that are no HTTP as their text. */
export async function sendEverywhere(baseUrl: string, key: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { path, method = 'POST', headers, body } of waysOf(key))
    answers.push(await request(`${baseUrl}${path}`, { method, headers, body }));
  answers.push(await sendBroken(baseUrl, key));
  return answers;
}

/** A request that no HTTP server understands. */
async function sendBroken(baseUrl: string, key: string): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const socket = connect(Number(port), hostname);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(`POST /v1/track?writeKey=${key} HTTP/1.1\r\nAuthorization ${key}\r\nX-Write-Key\r\n\r\n`);
  await once(socket, 'close');
  const text = Buffer.concat(parts).toString();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), headers: new Headers(), body: text };
}
