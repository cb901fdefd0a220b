import type { Call } from './history.js';
import { audienceWord, isComputed, isExit } from './model-audiences.js';

/**
 * Who is who and what was used, worked out from a whole history at once in the plainest way: every question is answered
 * by looking through all the calls. Written from the rules of the design and not from the code.
 */
export type Model = {
  people: {
    identifiers: string[];
    identified: boolean;
    email: string | null;
    name: string | null;
    title: string | null;
    traits: Record<string, unknown>;
    firstSeen: string | null;
    lastSeen: string | null;
    /** The computations of the audiences that they are in. */
    audiences: string[];
    /** The identifiers of each company that may be the person's; more than one where two claims are exactly equal. */
    companies: string[][];
  }[];
  companies: {
    identifiers: string[];
    guessed: boolean;
    deleted: boolean;
    audiences: string[];
    traits: Record<string, unknown>;
  }[];
  counts: {
    person: string[];
    feature: string;
    day: string;
    group: string | null;
    flags: Record<string, number>;
  }[];
};

type When = Pick<Call, 'timestamp' | 'messageId'>;
export type Word = { name: string; value: unknown; call: When; fills?: boolean };
type Claim = { identifier: string; by: string; call: Call };
type Membership = { subject: string; company: string; call: Call; ended: boolean };

/** Free providers among the addresses of the histories. */
const freeDomains = new Set(['gmail.com']);
/** The registrable domains of the addresses and websites of the histories. */
const domains: Record<string, string> = {
  'acme.com': 'acme.com',
  'mail.beta.io': 'beta.io',
  'https://www.beta.io/about': 'beta.io',
};
const canonicalNames: Record<string, string> = { first_name: 'firstName' };
const strength: Record<string, number> = { group: 3, name: 2, domain: 1 };

export function modelOf(
  calls: readonly Call[],
  { dayOf, idOf }: { dayOf: (timestamp: string) => string; idOf: (identifier: string) => string },
): Model {
  const subjects = new Map(calls.map((call) => [call, subjectOf(call)]));
  const personClaims = calls.flatMap(claimsOnPeople);
  const companyClaims = calls.flatMap(claimsOnCompanies);
  const memberships = lasting(
    calls.flatMap((call): Membership[] => {
      const subject = subjects.get(call) ?? null;
      const company = companyOf(call);
      const ended = call.event === 'Account Removed User';
      const says = saysCompany(call) || ended || call.event === 'Account Added User';
      return subject !== null && company !== null && says && !isExit(call)
        ? [{ subject, company, call, ended }]
        : [];
    }),
  );
  const personOwner = (identifier: string): string => ownerBy(personClaims, identifier, idOf);
  const companyOwner = (identifier: string): string => ownerBy(companyClaims, identifier, idOf);

  const personIds = distinct([
    ...[...subjects.values()].filter((subject) => subject !== null),
    ...personClaims.map((claim) => claim.identifier),
  ]);
  const companyIds = distinct([
    ...calls.flatMap((call) => companyOf(call) ?? []),
    ...companyClaims.map((claim) => claim.identifier),
  ]);
  const groupOf = <Key>(ids: readonly string[], owner: (id: string) => Key): string[][] =>
    distinct(ids.map(owner)).map((mine) => ids.filter((id) => owner(id) === mine).toSorted(compare));
  const companyGroups = groupOf(companyIds, companyOwner);

  const everybody = groupOf(personIds, personOwner).map((identifiers) => {
    const mine = calls.filter((call) => identifiers.includes(subjects.get(call) ?? ''));
    const claimed = personClaims.filter((claim) => identifiers.includes(claim.identifier));
    const heard = [...mine.filter((call) => !isExit(call)), ...claimed.map(({ call }) => call)];
    const words = mine.flatMap(wordsOnPerson);
    const said = lastWords(words.filter(({ fills }) => !fills));
    const traits = lastWords(words);
    const filled = withoutNames(
      traits,
      words.filter(({ fills }) => !fills),
    );
    const namedAddress = identifiers.find((id) => id.startsWith('email:'))?.slice('email:'.length);
    const strongest = greatest(
      memberships.filter((one) => identifiers.includes(one.subject)),
      (a, b) => strengthOf(a.company) - strengthOf(b.company) || compareMoments(a.call, b.call),
    );
    return {
      identifiers,
      identified: mine.some((call) => call.type === 'identify' && !isExit(call)),
      email: textOf(said['email']) ?? namedAddress ?? textOf(filled['email']),
      name: nameOf(said) ?? nameOf(filled),
      title: textOf(said['title']),
      firstSeen: daysOf(heard)[0] ?? null,
      lastSeen:
        daysOf(heard.filter((call) => !isComputed(call) && call.context?.active !== false)).at(-1) ?? null,
      audiences: audiencesOf(mine.filter((call) => call.type !== 'group')),
      traits,
      companies: strongest.map((one) => companyGroups.find((ids) => ids.includes(one.company)) ?? []),
    };
  });
  const people = everybody.filter(({ firstSeen }) => firstSeen !== null);
  const all = companyGroups.map((identifiers) => {
    const about = calls.filter((call) => identifiers.includes(companyOf(call) ?? ''));
    const claimed = companyClaims.some((claim) => identifiers.includes(claim.identifier));
    const traits = lastWords(about.flatMap(wordsOnCompany));
    return {
      isHeardOf: claimed || about.some((call) => !isExit(call)),
      identifiers,
      guessed: !identifiers.some((id) => id.startsWith('group:')),
      deleted: traits['account_deleted_at'] !== undefined,
      audiences: audiencesOf(about.filter((call) => call.type === 'group')),
      traits,
    };
  });
  const companies = all.flatMap(({ isHeardOf, ...company }) => (isHeardOf ? [company] : []));
  return { people, companies, counts: countsOf(calls, people, subjects, dayOf) };
}

function countsOf(
  calls: readonly Call[],
  people: Model['people'],
  subjects: ReadonlyMap<Call, string | null>,
  dayOf: (timestamp: string) => string,
): Model['counts'] {
  const uses = calls.flatMap((call) => {
    const subject = subjects.get(call) ?? null;
    if (call.type !== 'track' || subject === null || isComputed(call)) return [];
    const said = call.properties?.['feature'];
    const names = (Array.isArray(said) ? said : [said])
      .filter((name) => name !== undefined && name !== null)
      .map(String);
    const once = names.filter(
      (name, at) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === at,
    );
    const flag = String(call.properties?.['eventFlag'] ?? '').toLowerCase();
    return once.map((name) => ({
      call,
      name,
      flag: ['positive', 'negative'].includes(flag) ? flag : 'neutral',
      person: people.find(({ identifiers }) => identifiers.includes(subject))?.identifiers ?? [],
      day: dayOf(call.timestamp),
      group: call.context?.groupId === undefined ? null : `group:${call.context.groupId}`,
    }));
  });
  const spelling = (name: string): string => {
    const same = uses.filter((use) => use.name.toLowerCase() === name.toLowerCase());
    return same.toSorted((a, b) => compareMoments(a.call, b.call))[0]?.name ?? name;
  };
  const counts = new Map<string, Model['counts'][number]>();
  for (const { person, name, day, group, flag } of uses) {
    const feature = spelling(name);
    const key = JSON.stringify([person, feature, day, group]);
    const count = counts.get(key) ?? {
      person,
      feature,
      day,
      group,
      flags: { positive: 0, neutral: 0, negative: 0 },
    };
    count.flags[flag] = (count.flags[flag] ?? 0) + 1;
    counts.set(key, count);
  }
  return [...counts.values()];
}

/** Whose call it is: the user before the anonymous visitor before the address. */
export function subjectOf(call: Call): string | null {
  if (call.userId !== undefined) return `user:${call.userId}`;
  if (call.anonymousId !== undefined) return `anonymous:${call.anonymousId}`;
  const email = addressOf(call.type === 'group' ? undefined : call.traits) ?? addressOf(call.context?.traits);
  return email === null ? null : `email:${email}`;
}

export function claimsOnPeople(call: Call): Claim[] {
  if (call.userId === undefined || isExit(call)) return [];
  const by = `user:${call.userId}`;
  if (call.type === 'alias') {
    const previous = call.previousId ?? call.anonymousId;
    if (previous === undefined || previous === call.userId) return [];
    const ids = [`anonymous:${previous}`, ...(previous.includes('@') ? [`email:${previous}`] : [])];
    return ids.map((identifier) => ({ identifier, by, call }));
  }
  if (call.type !== 'identify') return [];
  const email = addressOf(call.traits);
  return [
    ...(call.anonymousId === undefined ? [] : [{ identifier: `anonymous:${call.anonymousId}`, by, call }]),
    ...(email === null ? [] : [{ identifier: `email:${email}`, by, call }]),
  ];
}

/** A group that gives its name or website claims them. */
function claimsOnCompanies(call: Call): Claim[] {
  const by = companyOf(call);
  if (!saysCompany(call) || isExit(call) || by === null || !by.startsWith('group:')) return [];
  const { name, domain } = companySaid(call);
  return [
    ...(name === null ? [] : [{ identifier: `name:${name.toLowerCase()}`, by, call }]),
    ...(domain === null ? [] : [{ identifier: `domain:${domain}`, by, call }]),
  ];
}

/** The earliest claim decides; of equals the smaller message id, then the claimant of the smaller id. */
function ownerBy(claims: readonly Claim[], identifier: string, idOf: (identifier: string) => string): string {
  const first = claims
    .filter((claim) => claim.identifier === identifier)
    .toSorted((a, b) => compareMoments(a.call, b.call) || compare(idOf(a.by), idOf(b.by)))[0];
  return first?.by ?? identifier;
}

const saysCompany = (call: Call): boolean => call.type === 'identify' || call.type === 'group';

/** The company that a call names, by the strongest name that it gives. */
function companyOf(call: Call): string | null {
  if (call.type === 'group') return `group:${call.groupId}`;
  if (isExit(call)) return null;
  if (call.type === 'track' || call.type === 'page')
    return call.context?.groupId === undefined ? null : `group:${call.context.groupId}`;
  if (call.type !== 'identify') return null;
  const { group, name, domain } = companySaid(call);
  if (group !== null) return `group:${group}`;
  if (name !== null) return `name:${name.toLowerCase()}`;
  if (domain !== null) return `domain:${domain}`;
  const email = addressOf(call.traits);
  const host = email?.slice(email.indexOf('@') + 1) ?? '';
  return email === null || freeDomains.has(host) ? null : `domain:${domains[host] ?? host}`;
}

function companySaid(call: Call): { group: string | null; name: string | null; domain: string | null } {
  const traits = call.traits ?? {};
  if (call.type === 'group')
    return { group: call.groupId ?? null, name: textOf(traits['name']), domain: domainOf(traits['website']) };
  const company = traits['company'];
  const about = isRecord(company) ? company : {};
  return {
    group: call.context?.groupId ?? textOf(about['id']) ?? textOf(traits['companyId']),
    name: textOf(isRecord(company) ? company['name'] : company),
    domain: domainOf(about['website'] ?? traits['website']),
  };
}

function companyTraits(call: Call): Record<string, unknown> {
  if (call.type === 'group') return call.traits ?? {};
  const company = call.traits?.['company'];
  if (!isRecord(company)) return textOf(company) === null ? {} : { name: company };
  const { id: _, ...about } = company;
  return about;
}

/** The last word on each membership, where that is not that it has ended. */
const lasting = (memberships: readonly Membership[]): Membership[] =>
  memberships.filter(
    (one) =>
      !one.ended &&
      memberships.every(
        (other) =>
          other.subject !== one.subject ||
          other.company !== one.company ||
          compareMoments(other.call, one.call) < 0 ||
          (compareMoments(other.call, one.call) === 0 && !other.ended),
      ),
  );

/** The audiences that the latest of these calls on each have entered. */
function audiencesOf(calls: readonly Call[]): string[] {
  const words = calls.flatMap((call) => {
    const word = audienceWord(call);
    return word === null ? [] : [{ ...word, call }];
  });
  const last = words.toSorted(
    (a, b) => compareMoments(a.call, b.call) || Number(a.entered) - Number(b.entered),
  );
  const entered = new Map(last.map((word) => [word.audience, word.entered]));
  return [...entered].flatMap(([audience, isIn]) => (isIn ? [audience] : [])).toSorted();
}

const daysOf = (calls: readonly Call[]): string[] =>
  calls.map(({ timestamp }) => timestamp.slice(0, 10)).toSorted();

const nameOf = (traits: Record<string, unknown>): string | null =>
  textOf(traits['name']) ?? textOf(traits['firstName']);

const withoutNames = (traits: Record<string, unknown>, words: readonly Word[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(traits).filter(([name]) => words.every((word) => word.name !== name)));

/** What an identify says; and what any call's context, and Signed Up, say of somebody of whom it is not known. */
function wordsOnPerson(call: Call): Word[] {
  const said = call.type === 'identify' ? wordsOf(call.traits ?? {}, call) : [];
  const signsUp = call.event === 'Signed Up';
  const beside = {
    ...filling(call.context?.traits, call),
    ...(signsUp ? filling(call.properties, call) : {}),
  };
  return [...said, ...Object.values(beside)];
}

/** Usable words, by their names. */
function filling(traits: Record<string, unknown> | undefined, call: Call): Record<string, Word> {
  const words = wordsOf(traits ?? {}, call).flatMap((word): Word[] => {
    const value = textOf(word.value);
    return ['email', 'name', 'firstName'].includes(word.name) && value !== null
      ? [{ ...word, value, fills: true }]
      : [];
  });
  return Object.fromEntries(words.map((word) => [word.name, word]));
}

function wordsOnCompany(call: Call): Word[] {
  if (saysCompany(call)) return wordsOf(companyTraits(call), call);
  const plan = call.properties?.['trial_plan_name'];
  const word = (name: string, value: unknown): Word[] => [{ name, value, call }];
  const named = textOf(call.properties?.['account_name']);
  const isOfAccount = call.type === 'track' && !['Used', 'Export'].includes(call.event ?? '');
  return [
    ...(call.event === 'Account Created' ? word('account_deleted_at', null) : []),
    ...(call.event === 'Account Deleted' ? word('account_deleted_at', call.timestamp) : []),
    ...(call.event === 'Trial Started' && plan !== undefined ? word('trial_plan_name', plan) : []),
    ...(isOfAccount && named !== null ? [{ name: 'name', value: named, call, fills: true }] : []),
  ];
}

const domainOf = (website: unknown): string | null =>
  typeof website === 'string' ? (domains[website] ?? null) : null;

function addressOf(traits: Record<string, unknown> | undefined): string | null {
  const email = traits?.['email'];
  return typeof email === 'string' ? email.trim().toLowerCase() : null;
}

const wordsOf = (traits: Record<string, unknown>, call: Call): Word[] =>
  Object.entries(traits).map(([name, value]) => ({ name: canonicalNames[name] ?? name, value, call }));

/**
 * What was last said of each trait, without those that were unset. Of two words of one moment and id the greater text.
 * What only fills is the first of its like, and less than anything else.
 */
export function lastWords(words: readonly Word[]): Record<string, unknown> {
  const ordered = inOrder(words);
  const weighed = [
    ...ordered.filter(({ fills }) => fills).toSorted((a, b) => compareMoments(b.call, a.call)),
    ...ordered.filter(({ fills }) => !fills),
  ];
  const traits = Object.fromEntries(weighed.map(({ name, value }) => [name, value]));
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null));
}

/** Words from the first to the last. */
const inOrder = <Said extends Word>(words: readonly Said[]): Said[] =>
  words.toSorted(
    (a, b) => compareMoments(a.call, b.call) || compare(sortedText(a.value), sortedText(b.value)),
  );

/** All that are greatest. */
const greatest = <Item>(items: readonly Item[], order: (a: Item, b: Item) => number): Item[] =>
  items.filter((item) => items.every((other) => order(item, other) >= 0));

const strengthOf = (company: string): number => strength[company.slice(0, company.indexOf(':'))] ?? 0;

const compareMoments = (a: When, b: When): number =>
  compare(a.timestamp, b.timestamp) || Buffer.compare(Buffer.from(a.messageId), Buffer.from(b.messageId));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortedText = (value: unknown): string =>
  isRecord(value)
    ? JSON.stringify(Object.fromEntries(Object.entries(value).toSorted()))
    : JSON.stringify(value);

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
