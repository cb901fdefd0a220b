import type { Call } from '../property/history.js';

const users = 11;
const groups = 3;
const features = ['Reports', 'Alerts', 'Export', 'reports'];
const names = ['Used', 'Opened', 'Export'];
const accountEvents = ['Account Added User', 'Account Removed User', 'Signed Up', 'Account Deleted'];
const flags = ['Positive', 'neutral', 'negative'];
export const days = ['2026-02-01', '2026-02-02', '2026-02-03'] as const;

/** The n-th call of a history: who is who, what was used in whose name, in no particular order of time. */
export function callOf(n: number): Call {
  const userId = `u${n % users}`;
  const anonymousId = `a${n % users}`;
  const groupId = `g${n % groups}`;
  const minute = String((n * 7) % 60).padStart(2, '0');
  const timestamp = `${days[n % days.length]}T${String((n * 5) % 24).padStart(2, '0')}:${minute}:00.000Z`;
  const common = { messageId: `m${n}`, timestamp };
  if (n % 10 === 0) {
    const traits = { name: `User ${n}`, email: `${userId}@acme.com`, plan: n };
    return { ...common, type: 'identify', userId, anonymousId, traits };
  }
  if (n % 10 === 1) {
    const traits = { name: `Group ${n % groups}`, plan: `p${n}` };
    return { ...common, type: 'group', userId, groupId, traits };
  }
  if (n % 50 === 2) return { ...common, type: 'alias', userId, previousId: `b${n % users}` };
  if (n % 20 === 3) {
    const personas = {
      computation_class: 'audience',
      computation_id: `c${n % groups}`,
      computation_key: 'vip',
      space_id: 's1',
    };
    return { ...common, type: 'identify', userId, traits: { vip: n % 3 !== 0 }, context: { personas } };
  }
  if (n % 20 === 4) {
    const event = accountEvents[(n / 4) % accountEvents.length];
    const properties = { account_name: `Account ${n}`, first_name: `First ${n}` };
    return { ...common, type: 'track', userId, event, properties, context: { groupId } };
  }
  const who = n % 3 === 0 ? { anonymousId } : n % 7 === 0 ? { anonymousId: `b${n % users}` } : { userId };
  const context = {
    ...(n % 4 === 0 ? { groupId } : {}),
    ...(n % 6 === 0 ? { traits: { title: `Title ${n}` } } : {}),
  };
  const name = names[n % names.length];
  if (n % 13 === 0) return { ...common, ...who, type: 'page', name, context };
  const properties = { feature: features[n % features.length], eventFlag: flags[n % flags.length] };
  return { ...common, ...who, type: 'track', event: name, properties, context };
}

export const callsFrom = (first: number, last: number): Call[] =>
  Array.from({ length: last - first }, (_, at) => callOf(first + at));
