import { pick, randomUuid, type Random } from './random.js';

/** How message ids look: as analytics-node makes them (they begin with the time), or random throughout. */
export type MessageIds = 'node' | 'uuid';

/** An event as the benchmark sends it; a subset of what Segment's clients send. */
export type BenchEvent = Readonly<Record<string, unknown>> & {
  readonly messageId: string;
  readonly userId: string;
};

/** People, companies and features that the events are spread over. */
export const users = 10_000;
export const companies = 500;
export const features = [
  'Device management',
  'Dashboards',
  'Alerts',
  'User roles',
  'Audit log',
  'Single sign-on',
  'API tokens',
  'Webhooks',
  'Reports',
  'Scheduled reports',
  'CSV export',
  'PDF export',
  'Saved filters',
  'Bulk edit',
  'Tagging',
  'Comments',
  'Mentions',
  'Notifications',
  'Mobile app',
  'Search',
  'Custom fields',
  'Templates',
  'Automation',
  'Integrations',
  'Billing',
  'Invoices',
  'Usage limits',
  'Team invites',
  'Onboarding',
  'Data import',
  'Firmware updates',
  'Geofencing',
  'Maps',
  'Maintenance windows',
  'Remote access',
  'Live view',
  'Recording',
  'Backups',
  'Restore',
  'Support chat',
] as const;
const flags = ['Positive', 'Neutral', 'Negative'] as const;
const firstNames = [
  'Ada',
  'Grace',
  'Linus',
  'Margaret',
  'Alan',
  'Barbara',
  'Donald',
  'Radia',
  'Edsger',
  'Frances',
];
const lastNames = [
  'Lovelace',
  'Hopper',
  'Torvalds',
  'Hamilton',
  'Turing',
  'Liskov',
  'Knuth',
  'Perlman',
  'Dijkstra',
];
const titles = [
  'VP of Happiness',
  'Head of Operations',
  'Platform Engineer',
  'Product Manager',
  'Customer Success Lead',
];
const spreadMs = 5 * 86_400_000;

/** The user's id with a fixed width, so that a rendered request can be given another user in place. */
function userIdOf(user: number): string {
  return `user-${String(user).padStart(5, '0')}`;
}

/** The company that a user works for, with a fixed width. */
export function companyOf(user: number): string {
  return `company-${String(user % companies).padStart(3, '0')}`;
}

/** A message id in the given style; `atMs` is when the client made it. */
export function messageIdOf(random: Random, ids: MessageIds, atMs: number): string {
  return ids === 'node' ? `node-next-${atMs}-${randomUuid(random)}` : randomUuid(random);
}

/** A track event in the shape of `@segment/analytics-node` 3, some 420 bytes, dated within the last five days. */
export function trackEvent(random: Random, ids: MessageIds, nowMs: number): BenchEvent {
  const user = Math.floor(random() * users);
  return {
    timestamp: new Date(nowMs - Math.floor(random() * spreadMs)).toISOString(),
    integrations: {},
    event: 'Feature Used',
    type: 'track',
    properties: { feature: pick(random, features), eventFlag: pick(random, flags) },
    context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
    userId: userIdOf(user),
    messageId: messageIdOf(random, ids, nowMs),
    _metadata: { nodeVersion: 'v20.20.2', jsRuntime: 'node' },
  };
}

/** An identify event with eight traits, the work address and the company among them. */
export function identifyEvent(random: Random, ids: MessageIds, nowMs: number): BenchEvent {
  const user = Math.floor(random() * users);
  return {
    timestamp: new Date(nowMs - Math.floor(random() * spreadMs)).toISOString(),
    integrations: {},
    type: 'identify',
    userId: userIdOf(user),
    traits: {
      email: `${userIdOf(user)}@${companyOf(user)}.com`,
      firstName: pick(random, firstNames),
      lastName: pick(random, lastNames),
      title: pick(random, titles),
      plan: pick(random, ['free', 'pro', 'enterprise']),
      seats: Math.floor(random() * 200),
      newsletter: random() < 0.5,
      company: { id: companyOf(user), name: companyOf(user) },
    },
    context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
    messageId: messageIdOf(random, ids, nowMs),
    _metadata: { nodeVersion: 'v20.20.2', jsRuntime: 'node' },
  };
}
