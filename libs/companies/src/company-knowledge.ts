import type { Event } from '#contract';
import { isExit, namesSomebody, readEmail, sightingOf, toTraits, type StoredEvent } from '#events';
import {
  identifierOf,
  isIllegalId,
  toldOf,
  unseen,
  type CompanyKind,
  type Identifier,
  type Knowledge,
  type Moment,
} from '#identity';
import { accountWordOf } from './account-events.js';
import { registrableDomain, workDomain } from './work-domain.js';

/** How sure it is that a person belongs to a company, by what names the company. */
export const basisOf: Record<CompanyKind, number> = { group: 3, name: 2, domain: 1 };

/** That a person's identifier belongs to a company's, or does so no more. */
export type Membership = Moment & {
  identifier: Identifier;
  company: Identifier<CompanyKind>;
  ended: boolean;
};

/** What is known first is of the company that the event names; nothing is known where it names none. */
export type CompanyFacts = { knowledge: readonly Knowledge[]; membership: Membership | null };

const nothing: CompanyFacts = { knowledge: [], membership: null };

/** What one call says of a company. */
type Said = { groupId?: string; name?: string; website?: string; traits: Record<string, unknown> };

/**
 * What an event tells of companies: the traits of the one it names, which names and domains are that company's, and
 * that the subject belongs to it. The strongest of a group id, a name, a website and a work e-mail address names it.
 * Who only leaves an audience says nothing of companies, but for the traits of an account that leaves one.
 */
export function companyFacts(stored: StoredEvent): CompanyFacts {
  const { type } = stored.event;
  if (type === 'alias' || type === 'delete') return nothing;
  if (type === 'track' || type === 'page' || type === 'screen') return factsOfUse(stored);
  if (isExit(stored.event)) return type === 'group' ? factsOfExit(stored) : nothing;
  return factsOfWord(stored);
}

function factsOfWord({ workspaceId, event, subject }: StoredEvent): CompanyFacts {
  const said = event.type === 'group' ? saidByGroup(event) : saidByIdentify(event);
  const moment = { at: event.timestamp, messageId: event.messageId };
  const domain = said.website ? registrableDomain(said.website) : null;
  const company = strongest(workspaceId, said, () => domain ?? workDomainOf(event));
  if (!company) return nothing;

  const seen = sightingOf(event);
  const knowledge = [toldOf(company, seen, { traits: toTraits(said.traits, moment) })];
  if (company.kind === 'group') {
    const claim = { ...moment, by: company.id };
    if (said.name) knowledge.push(toldOf(identifierOf(workspaceId, 'name', said.name), seen, { claim }));
    if (domain) knowledge.push(toldOf(identifierOf(workspaceId, 'domain', domain), seen, { claim }));
  }
  return { knowledge, membership: subject && { ...moment, identifier: subject, company, ended: false } };
}

/** What was done in the name of a group shows that there is one; some of it says more of it. */
function factsOfUse({ workspaceId, event, subject }: StoredEvent): CompanyFacts {
  const company = groupOf(workspaceId, event);
  if (!company || isExit(event)) return nothing;
  const moment = { at: event.timestamp, messageId: event.messageId };
  const { traits, belongs } = accountWordOf(event, moment);
  return {
    knowledge: [toldOf(company, sightingOf(event), { traits })],
    membership:
      subject && belongs !== null ? { ...moment, identifier: subject, company, ended: !belongs } : null,
  };
}

function factsOfExit({ workspaceId, event }: StoredEvent): CompanyFacts {
  if (!namesSomebody(event.groupId)) return nothing;
  const moment = { at: event.timestamp, messageId: event.messageId };
  const group = identifierOf(workspaceId, 'group', event.groupId);
  return { knowledge: [toldOf(group, unseen, { traits: toTraits(event.traits, moment) })], membership: null };
}

/** The group that a track, page or screen call was made for, or null. */
export function groupOf(workspaceId: number, event: Event): Identifier<'group'> | null {
  const groupId = idText(event.context?.['groupId']);
  return groupId ? identifierOf(workspaceId, 'group', groupId) : null;
}

function strongest(
  workspaceId: number,
  said: Said,
  domainOf: () => string | null,
): Identifier<CompanyKind> | null {
  if (said.groupId) return identifierOf(workspaceId, 'group', said.groupId);
  if (said.name) return identifierOf(workspaceId, 'name', said.name);
  const domain = domainOf();
  return domain === null ? null : identifierOf(workspaceId, 'domain', domain);
}

function saidByGroup(event: Event): Said {
  const traits = event.traits ?? {};
  return {
    groupId: idText(event.groupId),
    name: nameText(traits['name']),
    website: websiteOf(traits),
    traits,
  };
}

function saidByIdentify(event: Event): Said {
  const traits = event.traits ?? {};
  const company = traits['company'];
  const about = isRecord(company) ? company : {};
  const { id: _named, ...described } = about;
  const name = nameText(isRecord(company) ? company['name'] : company);
  return {
    groupId: companyIds(event)
      .map(idText)
      .find((id) => id !== undefined),
    name,
    website: websiteOf(about) ?? text(traits['website']),
    traits: name === undefined ? described : { ...described, name },
  };
}

const none: readonly unknown[] = [];

/** The ids by which an event names a company beside its `groupId`, as they were sent, the strongest first. */
export function companyIds({ type, traits, context }: Event): readonly unknown[] {
  const inContext = context?.['groupId'];
  if (type !== 'identify' || traits === undefined) return inContext === undefined ? none : [inContext];
  const company = traits['company'];
  return [
    inContext,
    isRecord(company) ? company['id'] : undefined,
    traits['companyId'],
    traits['company_id'],
  ];
}

const websiteOf = (traits: Record<string, unknown>): string | undefined =>
  text(traits['website']) ?? text(traits['domain']);

function workDomainOf(event: Event): string | null {
  const email = event.type === 'identify' ? readEmail(event.traits) : null;
  return email === null ? null : workDomain(email);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As long as an id may be. What is longer names nothing. */
const nameLengthMax = 255;

function text(value: unknown): string | undefined {
  const said = typeof value === 'string' ? value.trim() : '';
  return said !== '' && said.length <= nameLengthMax ? said : undefined;
}

/** A placeholder would make one company of everybody it is sent for, and so would numbers that cannot be told apart. */
function idText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? idText(String(value)) : undefined;
  return nameText(value);
}

function nameText(value: unknown): string | undefined {
  const said = text(value);
  return said === undefined || isIllegalId(said) ? undefined : said;
}
