import { createHash } from 'node:crypto';
import type { DemoCompany } from './companies.js';
import { localeOf } from './locales.js';
import { demoPeople, type DemoPerson } from './people.js';
import { createRandom, type Random } from './random.js';
import { listBusyDays, type BusyDay } from './schedule.js';
import { listTracks, type DemoTrack } from './tracks.js';

/** A call as the client is told it; `at` is its timestamp, in milliseconds since 1970. */
export type DemoCall = { readonly messageId: string; readonly at: number; readonly context?: Context } & (
  | { type: 'identify'; userId: string; anonymousId?: string; traits: Record<string, unknown> }
  | { type: 'group'; userId: string; groupId: string; traits: Record<string, unknown> }
  | { type: 'alias'; userId: string; previousId: string }
  | { type: 'page'; anonymousId: string; name: string; properties: Record<string, unknown> }
  | { type: 'track'; event: string; properties: Record<string, unknown>; userId: string }
  | { type: 'track'; event: string; properties: Record<string, unknown>; anonymousId: string }
);
type Context = Readonly<Record<string, unknown>>;

/** To be raised when the quarter changes, so that the old one is not taken for a part of the new one. */
const messageIdPrefix = 'hydra-demo-1';
const secondMs = 1_000;
const anonymousTracks = 2;
const pages = ['Home', 'Pricing', 'Customers', 'Documentation', 'Security', 'Device management tour'];
const platforms = ['iOS', 'Android', 'Windows', 'macOS', 'ChromeOS'];
const promotionShare = 0.12;
const aliasShare = 0.25;

/** The first call of the quarter. It is sent before all others, and tells when the quarter began. */
export function firstCall(firstDay: string): DemoCall {
  const [person] = demoPeople;
  if (person === undefined) throw new RangeError('The demo has no people.');
  const { plan } = person.company;
  return groupCall(person, { at: Date.parse(`${firstDay}T00:00:00Z`), name: 'first', plan });
}

/**
 * Every call of the quarter, in the order of time; the same for the same first day, down to the message ids.
 * @param firstDay YYYY-MM-DD
 */
export function listCalls(firstDay: string): DemoCall[] {
  const days = listBusyDays(demoPeople, firstDay);
  const calls = demoPeople.flatMap((person) =>
    callsOf(
      person,
      days.filter((day) => day.person === person),
      firstDay,
    ),
  );
  const all = [firstCall(firstDay), ...calls, ...upgrades(firstDay)];
  return all.toSorted((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1));
}

function callsOf(person: DemoPerson, days: readonly BusyDay[], firstDay: string): DemoCall[] {
  const random = createRandom(`calls ${person.userId}`);
  const tracks = listTracks(person, days, firstDay);
  const anonymousId = person.cameAnonymously ? uuidFor(person.userId) : null;
  const anonymous = anonymousId === null ? 0 : Math.min(anonymousTracks, tracks.length - 1);
  // They sign in just before the first thing that they do in their own name.
  const joinedAt = (tracks[anonymous]?.at ?? Date.parse(firstDay)) - 2 * secondMs;
  const { userId, company } = person;
  const context = { ...contextOf(person), groupId: company.groupId };
  const aliased = anonymousId !== null && random.chance(aliasShare);
  return [
    ...tracks.map((track, index): DemoCall => {
      const call = trackCall(track, index, random);
      return index < anonymous && anonymousId !== null
        ? { ...call, anonymousId }
        : { ...call, userId, context };
    }),
    {
      type: 'identify',
      messageId: messageIdOf(person, 'identify'),
      at: joinedAt,
      userId,
      ...(anonymousId === null || aliased ? {} : { anonymousId }),
      traits: traitsOf(person, joinedAt),
      context: contextOf(person),
    },
    groupCall(person, { at: joinedAt + secondMs, name: 'group', plan: company.plan }),
    ...(anonymousId === null ? [] : visits(person, anonymousId, tracks[0]?.at ?? joinedAt, random)),
    ...(aliased ? [aliasCall(person, anonymousId, joinedAt + 2 * secondMs)] : []),
    ...promotion(person, tracks[Math.floor(tracks.length * 0.6)]?.at ?? 0, joinedAt, random),
  ];
}

const messageIdOf = (person: DemoPerson, name: string): string =>
  `${messageIdPrefix}-${person.userId}-${name}`;

function trackCall(track: DemoTrack, index: number, random: Random) {
  return {
    type: 'track',
    messageId: messageIdOf(track.person, `t${index}`),
    at: track.at,
    event: track.event,
    properties: propertiesOf(track, random.pick(platforms), random.chance(0.5)),
  } as const;
}

/** Some pages of the web site, shortly before the first thing that is tried out. */
function visits(person: DemoPerson, anonymousId: string, beforeMs: number, random: Random): DemoCall[] {
  return Array.from({ length: random.whole(2, 5) }, (_, visit) => {
    const title = random.pick(pages);
    const path = title.toLowerCase().replaceAll(' ', '-');
    return {
      type: 'page',
      messageId: messageIdOf(person, `page${visit}`),
      at: beforeMs - (240 - visit * 31) * secondMs,
      anonymousId,
      name: title,
      properties: { title, url: `https://www.fleetcontrol.example/${path}` },
    };
  });
}

const aliasCall = (person: DemoPerson, previousId: string, at: number): DemoCall => ({
  type: 'alias',
  messageId: messageIdOf(person, 'alias'),
  at,
  userId: person.userId,
  previousId,
});

/** A few people are given another title in the course of the quarter. */
function promotion(person: DemoPerson, at: number, joinedAt: number, random: Random): DemoCall[] {
  if (at <= joinedAt || !random.chance(promotionShare)) return [];
  return [
    {
      type: 'identify',
      messageId: messageIdOf(person, 'promotion'),
      at: at + secondMs,
      userId: person.userId,
      traits: { title: promoted(person.title) },
      context: contextOf(person),
    },
  ];
}

/** What the published example sends, beside what such a product would. Neutral events often name no flag. */
function propertiesOf(track: DemoTrack, platform: string, silent: boolean): Record<string, unknown> {
  const { feature, flag, person } = track;
  // One of its programs writes the flag as the published example does, the other one in small letters.
  const eventFlag = person.index % 3 === 0 ? flag : `${flag.charAt(0).toUpperCase()}${flag.slice(1)}`;
  return flag === 'neutral' && silent ? { feature, platform } : { feature, eventFlag, platform };
}

function traitsOf(person: DemoPerson, joinedAt: number): Record<string, unknown> {
  const { company } = person;
  return {
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName,
    title: person.title,
    createdAt: new Date(joinedAt).toISOString(),
    company: { id: company.groupId, name: company.name, website: `https://www.${company.domain}` },
  };
}

function groupCall(
  person: DemoPerson,
  { at, name, plan }: { at: number; name: string; plan: DemoCompany['plan'] },
): DemoCall {
  const { company } = person;
  return {
    type: 'group',
    messageId: messageIdOf(person, name),
    at,
    userId: person.userId,
    groupId: company.groupId,
    traits: {
      name: company.name,
      website: `https://www.${company.domain}`,
      industry: company.industry,
      employees: company.employees,
      plan,
      address: { city: company.city, country: company.country },
    },
  };
}

/** Some of the companies that grow take a larger plan in the second half of the quarter. */
function upgrades(firstDay: string): DemoCall[] {
  return demoPeople
    .filter(({ company }, index) => {
      const first = demoPeople[index - 1]?.company !== company;
      return first && company.course === 'growing' && company.plan !== 'Enterprise';
    })
    .map((person) => {
      const daysIn = createRandom(`upgrade ${person.userId}`).whole(50, 80);
      const at = Date.parse(`${firstDay}T10:00:00Z`) + daysIn * 86_400_000;
      return groupCall(person, { at, name: 'upgrade', plan: nextPlan[person.company.plan] });
    });
}

const nextPlan: Readonly<Record<DemoCompany['plan'], DemoCompany['plan']>> = {
  Starter: 'Team',
  Team: 'Business',
  Business: 'Enterprise',
  Enterprise: 'Enterprise',
};

const promoted = (title: string): string =>
  /^(?:Senior|Head|Director|Chief|VP|C[A-Z]{2,3}\b)/.test(title) ? `${title}, Global` : `Senior ${title}`;

const contextOf = (person: DemoPerson): Context => ({ locale: localeOf(person.company.country) });

/** An anonymous id as the browser library makes it, and the same every time. */
function uuidFor(name: string): string {
  const hex = createHash('sha256').update(`${messageIdPrefix} ${name}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
