import { rules, type Rule } from './reading-rules.js';

/** A client of Segment's in another language: what its requests look like, and how it reads what they are answered. */
export interface ForeignClient {
  readonly name: string;
  /** Where its batches go; null where each call goes alone to the address of its type. */
  readonly path: string | null;
  readonly key: 'in Basic' | 'in the body';
  /** Beside Authorization and Content-Encoding; without a Content-Type it sends none. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the body is sent, where it is not as it is: compressed, in pieces. */
  readonly sends?: readonly ('gzip' | 'chunked')[];
  /** The id as it sends it. */
  readonly userId: string | number;
  /** What it adds to each call. */
  call(at: Date): Record<string, unknown>;
  /** What it puts around a batch. */
  envelope?(now: Date): Record<string, unknown>;
  readonly rule: Rule;
}

const json = { 'content-type': 'application/json' };
const jsonUtf8 = { 'content-type': 'application/json; charset=utf-8' };

const library = (name: string, version: string, more: object = {}): object => ({
  library: { name, version, ...more },
});
const messageId = (): string => crypto.randomUUID();
const zulu = (at: Date): string => at.toISOString();
/** With this for fractions of a second, of which JavaScript writes three. */
const withFraction = (at: Date, fraction: string, zone: string): string =>
  `${at.toISOString().slice(0, 19)}${fraction}${zone}`;
/** As a clock on the wall shows it, so many hours ahead of UTC. */
const ahead = (at: Date, hours: number): Date => new Date(at.getTime() + hours * 3_600_000);

const phoneContext = (name: string): object => ({
  ...library(name, '1.0.0'),
  app: { name: 'Shop', version: '2.1', build: '7' },
  device: { id: 'd-1', manufacturer: 'Acme', model: 'One', type: 'phone' },
  locale: 'ja-JP',
  network: { cellular: false, wifi: true },
  timezone: 'Asia/Tokyo',
});
const phoneCall = (name: string, at: string): Record<string, unknown> => ({
  anonymousId: 'phone-1',
  messageId: messageId(),
  timestamp: at,
  context: phoneContext(name),
  integrations: {},
});
const phone = { key: 'in the body', path: '/v1/b', userId: '42' } as const;
const server = { key: 'in Basic', userId: '42' } as const;

/** One of each language that the contract lists. */
export const foreignClients: readonly ForeignClient[] = [
  {
    name: 'Python',
    ...server,
    path: '/v1/batch',
    key: 'in the body',
    headers: { ...json, 'user-agent': 'analytics-python/2.3.4' },
    call: (at) => ({
      anonymousId: null,
      messageId: messageId(),
      timestamp: withFraction(at, '.123456', '+00:00'),
      context: library('analytics-python', '2.3.4'),
      integrations: {},
    }),
    envelope: (now) => ({ sentAt: withFraction(now, '.654321', '+00:00') }),
    rule: rules.codeAndMessage,
  },
  {
    name: 'Ruby',
    ...server,
    path: '/v1/import',
    userId: 42,
    headers: { ...json, accept: 'application/json', 'user-agent': 'analytics-ruby/2.5.0' },
    call: (at) => ({
      messageId: messageId(),
      timestamp: `${zulu(ahead(at, 2)).slice(0, -1)}+02:00`,
      context: library('analytics-ruby', '2.5.0'),
    }),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.jsonObject,
  },
  {
    name: 'Go',
    ...server,
    path: '/v1/batch',
    headers: { ...json, 'user-agent': 'analytics-go (version: 3.0.0)' },
    call: (at) => ({ messageId: messageId(), timestamp: withFraction(at, '.123456789', 'Z') }),
    envelope: (now) => ({
      messageId: messageId(),
      sentAt: withFraction(now, '.987654321', 'Z'),
      context: library('analytics-go', '3.0.0'),
    }),
    rule: rules.below300OrAgain,
  },
  {
    name: 'Java',
    ...server,
    path: '/v1/import/',
    headers: { 'content-type': 'application/json; charset=UTF-8', 'user-agent': 'analytics-java/3.5.2' },
    call: (at) => ({ messageId: messageId(), timestamp: zulu(at), integrations: {} }),
    envelope: (now) => ({ sentAt: zulu(now), context: library('analytics-java', '3.5.2'), sequence: 1 }),
    rule: rules.parsedSuccess,
  },
  {
    name: 'PHP',
    ...server,
    path: '/v1/batch',
    userId: 42,
    headers: { ...json, 'user-agent': 'analytics-php/3.8.2' },
    call: (at) => ({
      messageId: messageId(),
      timestamp: withFraction(ahead(at, 1), '', '+01:00'),
      context: { ...library('analytics-php', '3.8.2', { consumer: 'LibCurl' }), campaign: [] },
    }),
    envelope: (now) => ({ sentAt: withFraction(ahead(now, 1), '', '+01:00') }),
    rule: rules.only200,
  },
  {
    name: '.NET',
    ...server,
    path: '/v1/import',
    sends: ['gzip'],
    headers: { ...json, 'user-agent': 'Analytics.NET/3.8.1' },
    call: (at) => ({
      anonymousId: null,
      messageId: messageId(),
      timestamp: withFraction(ahead(at, -5), '.1234567', '-05:00'),
      context: library('Analytics.NET', '3.8.1'),
      integrations: {},
    }),
    envelope: (now) => ({ messageId: messageId(), sentAt: withFraction(now, '.7654321', 'Z') }),
    rule: rules.only200,
  },
  {
    name: 'C#, for games',
    ...phone,
    sends: ['gzip'],
    headers: { accept: 'text/plain', connection: 'close' },
    call: (at) => ({ ...phoneCall('Analytics-CSharp', zulu(at)), _metadata: { bundled: [], unbundled: [] } }),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300,
  },
  {
    name: 'Rust',
    ...server,
    path: null,
    headers: json,
    call: (at) => ({ timestamp: withFraction(at, '.123456789', 'Z') }),
    rule: rules.only200OrNever,
  },
  {
    name: 'Elixir',
    ...server,
    path: '/v1/batch',
    headers: json,
    call: (at) => ({
      timestamp: withFraction(at, '.123456', 'Z'),
      sentAt: withFraction(new Date(), '.654321', 'Z'),
      context: { ...library('analytics_elixir', '0.2.7'), app: null, ip: null, page: null, traits: null },
    }),
    rule: rules.only200OrNever,
  },
  {
    name: 'iOS, Objective-C',
    ...server,
    path: '/v1/batch',
    sends: ['gzip'],
    headers: { ...json, 'accept-encoding': 'gzip' },
    call: (at) => phoneCall('analytics-ios', zulu(at)),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300,
  },
  {
    name: 'iOS, Swift',
    ...phone,
    headers: { ...jsonUtf8, 'accept-encoding': 'gzip', 'user-agent': 'analytics-ios/1.7.0' },
    call: (at) => phoneCall('analytics-swift', zulu(at)),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300,
  },
  {
    name: 'Android, Java',
    ...server,
    path: '/v1/import',
    sends: ['gzip', 'chunked'],
    headers: { ...json, 'user-agent': 'analytics-android/4.11.3' },
    call: (at) => ({
      ...phoneCall('analytics-android', zulu(at)),
      channel: 'mobile',
      context: { ...phoneContext('analytics-android'), traits: { anonymousId: 'phone-1', userId: '42' } },
    }),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300,
  },
  {
    name: 'Android, Kotlin',
    ...phone,
    sends: ['gzip', 'chunked'],
    headers: { 'content-type': 'text/plain', 'user-agent': 'analytics-kotlin/1.19.0' },
    call: (at) => ({ ...phoneCall('analytics-kotlin', zulu(at)), _metadata: { bundledIds: [] } }),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300,
  },
  {
    name: 'React Native',
    ...phone,
    headers: { 'content-type': 'text/plain' },
    call: (at) => phoneCall('@segment/analytics-react-native', zulu(at)),
    envelope: (now) => ({ sentAt: zulu(now) }),
    rule: rules.below300OrAgain,
  },
  {
    name: 'Flutter, whose clock is in Tokyo and says no zone',
    ...phone,
    headers: { ...jsonUtf8, 'accept-encoding': 'gzip', 'user-agent': 'analytics-flutter/1.1.0' },
    call: (at) => phoneCall('analytics-flutter', withFraction(ahead(at, 9), '.123456', '')),
    envelope: (now) => ({ sentAt: withFraction(ahead(now, 9), '.654321', '') }),
    rule: rules.below300OrAgain,
  },
  {
    name: 'curl, which calls everything a form',
    ...server,
    path: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'curl/8.14.1' },
    call: (at) => ({ timestamp: zulu(at) }),
    rule: rules.only200OrNever,
  },
];
