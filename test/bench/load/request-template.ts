import { identifyEvent, trackEvent, users, companies, type MessageIds } from './events.js';
import type { Random } from './random.js';

/** A rendered HTTP request whose message ids, users and companies can be overwritten in place. */
export interface RequestTemplate {
  readonly bytes: Buffer;
  readonly events: number;
  readonly messageIdAt: readonly number[];
  readonly userAt: readonly (readonly number[])[];
  readonly companyAt: readonly (readonly number[])[];
}

/** What to render: one event in the body, or `{batch: […]}` when `batchSize` is above one. */
export interface TemplateShape {
  readonly host: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly kind: 'track' | 'identify';
  readonly ids: MessageIds;
  readonly batchSize: number;
}

const zero = 48;
const hexDigits = Buffer.from('0123456789abcdef');

/** Renders a request with fresh random events; every request of one shape with its own seeded events. */
export function renderTemplate(shape: TemplateShape, random: Random, nowMs: number): RequestTemplate {
  const make = shape.kind === 'track' ? trackEvent : identifyEvent;
  const events = Array.from({ length: shape.batchSize }, () => make(random, shape.ids, nowMs));
  const body =
    shape.batchSize === 1
      ? JSON.stringify(events[0])
      : JSON.stringify({ batch: events, sentAt: new Date(nowMs).toISOString() });
  const head = [
    `POST ${shape.path} HTTP/1.1`,
    `host: ${shape.host}`,
    'connection: keep-alive',
    'content-type: application/json',
    'user-agent: analytics-node-next/latest',
    ...(shape.authorization === null ? [] : [`authorization: ${shape.authorization}`]),
    `content-length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  const text = `${head}\r\n\r\n${body}`;
  const bodyFrom = head.length + 4;
  const perEvent = splitByEvent(text, bodyFrom, events.length);
  return {
    bytes: Buffer.from(text, 'latin1'),
    events: events.length,
    messageIdAt: perEvent.map(([from]) => text.indexOf('"messageId":"', from) + '"messageId":"'.length),
    userAt: perEvent.map(([from, to]) => positionsAfter(text, 'user-', from, to)),
    companyAt: perEvent.map(([from, to]) => positionsAfter(text, 'company-', from, to)),
  };
}

/** Gives every event of the template a message id never used before and another user. */
export function refresh(
  template: RequestTemplate,
  ids: MessageIds,
  random: Random,
  serial: number,
  nowMs: number,
): void {
  const { bytes } = template;
  for (let i = 0; i < template.events; i += 1) {
    const at = template.messageIdAt[i] ?? 0;
    const user = Math.floor(random() * users);
    if (ids === 'node') {
      writeDecimal(bytes, at + 'node-next-'.length, nowMs, 13);
      writeHex(bytes, at + 48, serial + i, 12);
    } else {
      writeHex(bytes, at, Math.floor(random() * 4_294_967_296), 8);
      writeHex(bytes, at + 24, serial + i, 12);
    }
    for (const position of template.userAt[i] ?? []) writeDecimal(bytes, position, user, 5);
    for (const position of template.companyAt[i] ?? []) writeDecimal(bytes, position, user % companies, 3);
  }
}

function splitByEvent(text: string, bodyFrom: number, count: number): [from: number, to: number][] {
  const starts: number[] = [];
  for (
    let at = text.indexOf('{"timestamp":', bodyFrom);
    at !== -1;
    at = text.indexOf('{"timestamp":', at + 1)
  ) {
    starts.push(at);
  }
  if (starts.length !== count) throw new Error(`found ${starts.length} events in a body of ${count}`);
  return starts.map((from, i) => [from, starts[i + 1] ?? text.length]);
}

function positionsAfter(text: string, word: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word, from); at !== -1 && at < to; at = text.indexOf(word, at + 1)) {
    found.push(at + word.length);
  }
  return found;
}

function writeDecimal(bytes: Buffer, at: number, value: number, width: number): void {
  let rest = value;
  for (let i = at + width - 1; i >= at; i -= 1) {
    bytes[i] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

function writeHex(bytes: Buffer, at: number, value: number, width: number): void {
  let rest = value;
  for (let i = at + width - 1; i >= at; i -= 1) {
    bytes[i] = hexDigits[rest % 16] ?? zero;
    rest = Math.floor(rest / 16);
  }
}
