import type { Call } from './history.js';

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
    /** The identifiers of each company that may be the person's; more than one where two claims are exactly equal. */
    companies: string[][];
  }[];
  companies: { identifiers: string[]; guessed: boolean; traits: Record<string, unknown> }[];
  counts: {
    person: string[];
    feature: string;
    day: string;
    group: string | null;
    flags: Record<string, number>;
  }[];
};

type When = Pick<Call, 'timestamp' | 'messageId'>;
type Word = { name: string; value: unknown; call: When };
type Claim = { identifier: string; by: string; call: Call };
type Membership = { subject: string; company: string; call: Call };

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
  const memberships = calls.flatMap((call): Membership[] => {
    const subject = subjects.get(call) ?? null;
    const company = companyOf(call);
    return subject !== null && company !== null && saysCompany(call) ? [{ subject, company, call }] : [];
  });
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

  const people = groupOf(personIds, personOwner).map((identifiers) => {
    const mine = calls.filter(
      (call) => call.type === 'identify' && identifiers.includes(subjects.get(call) ?? ''),
    );
    const traits = lastWords(mine.flatMap((call) => wordsOf(call.traits ?? {}, call)));
    const namedAddress = identifiers.find((id) => id.startsWith('email:'))?.slice('email:'.length);
    const strongest = greatest(
      memberships.filter((one) => identifiers.includes(one.subject)),
      (a, b) => strengthOf(a.company) - strengthOf(b.company) || compareMoments(a.call, b.call),
    );
    return {
      identifiers,
      identified: mine.length > 0,
      email: textOf(traits['email']) ?? namedAddress ?? null,
      name: textOf(traits['name']) ?? textOf(traits['firstName']),
      title: textOf(traits['title']),
      traits,
      companies: strongest.map((one) => companyGroups.find((ids) => ids.includes(one.company)) ?? []),
    };
  });
  const companies = companyGroups.map((identifiers) => {
    const about = calls.filter((call) => saysCompany(call) && identifiers.includes(companyOf(call) ?? ''));
    return {
      identifiers,
      guessed: !identifiers.some((id) => id.startsWith('group:')),
      traits: lastWords(about.flatMap((call) => wordsOf(companyTraits(call), call))),
    };
  });
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
    if (call.type !== 'track' || subject === null) return [];
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
function subjectOf(call: Call): string | null {
  if (call.userId !== undefined) return `user:${call.userId}`;
  if (call.anonymousId !== undefined) return `anonymous:${call.anonymousId}`;
  const email = addressOf(call.type === 'group' ? undefined : call.traits) ?? addressOf(call.context?.traits);
  return email === null ? null : `email:${email}`;
}

function claimsOnPeople(call: Call): Claim[] {
  if (call.userId === undefined) return [];
  const by = `user:${call.userId}`;
  if (call.type === 'alias') {
    const previous = call.previousId ?? call.anonymousId;
    return previous === undefined || previous === call.userId
      ? []
      : [{ identifier: `anonymous:${previous}`, by, call }];
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
  if (!saysCompany(call) || by === null || !by.startsWith('group:')) return [];
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

const domainOf = (website: unknown): string | null =>
  typeof website === 'string' ? (domains[website] ?? null) : null;

function addressOf(traits: Record<string, unknown> | undefined): string | null {
  const email = traits?.['email'];
  return typeof email === 'string' ? email.trim().toLowerCase() : null;
}

const wordsOf = (traits: Record<string, unknown>, call: Call): Word[] =>
  Object.entries(traits).map(([name, value]) => ({ name: canonicalNames[name] ?? name, value, call }));

/** What was last said of each trait, without those that were unset. Of two words of one moment and id the greater text. */
function lastWords(words: readonly Word[]): Record<string, unknown> {
  const traits = Object.fromEntries(inOrder(words).map(({ name, value }) => [name, value]));
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null));
}

/** Words from the first to the last. */
export const inOrder = <Said extends Word>(words: readonly Said[]): Said[] =>
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
