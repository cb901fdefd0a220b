import type { Event } from '#contract';
import { readEmail, toTraits, type StoredEvent } from '#events';
import {
  identifierOf,
  toldOf,
  type CompanyKind,
  type Identifier,
  type Knowledge,
  type Moment,
} from '#identity';
import { registrableDomain, workDomain } from './work-domain.js';

/** How sure it is that a person belongs to a company, by what names the company. */
export const basisOf: Record<CompanyKind, number> = { group: 3, name: 2, domain: 1 };

/** That a person's identifier belongs to a company's. */
export type Membership = Moment & { identifier: Identifier; company: Identifier<CompanyKind> };

export type CompanyFacts = { knowledge: Knowledge[]; membership: Membership | null };

/** What one call says of a company. */
type Said = { groupId?: string; name?: string; website?: string; traits: Record<string, unknown> };

/**
 * What an event tells of companies: the traits of the one it names, which names and domains are that company's, and
 * that the subject belongs to it. The strongest of a group id, a name, a website and a work e-mail address names it.
 */
export function companyFacts({ workspaceId, event, subject }: StoredEvent): CompanyFacts {
  const said =
    event.type === 'group' ? saidByGroup(event) : event.type === 'identify' ? saidByIdentify(event) : null;
  if (!said) return { knowledge: [], membership: null };
  const moment = { at: event.timestamp, messageId: event.messageId };
  const domain = said.website ? registrableDomain(said.website) : null;
  const company = strongest(workspaceId, said, domain ?? workDomainOf(event));
  if (!company) return { knowledge: [], membership: null };

  const day = event.timestamp.slice(0, 10);
  const knowledge = [toldOf(company, day, { traits: toTraits(said.traits, moment) })];
  if (company.kind === 'group') {
    const claim = { ...moment, by: company.id };
    if (said.name) knowledge.push(toldOf(identifierOf(workspaceId, 'name', said.name), day, { claim }));
    if (domain) knowledge.push(toldOf(identifierOf(workspaceId, 'domain', domain), day, { claim }));
  }
  return { knowledge, membership: subject && { ...moment, identifier: subject, company } };
}

/** The group that a track, page or screen call was made for, or null. */
export function groupOf(workspaceId: number, event: Event): Identifier<'group'> | null {
  const groupId = idText(event.context?.['groupId']);
  return groupId ? identifierOf(workspaceId, 'group', groupId) : null;
}

function strongest(workspaceId: number, said: Said, domain: string | null): Identifier<CompanyKind> | null {
  if (said.groupId) return identifierOf(workspaceId, 'group', said.groupId);
  if (said.name) return identifierOf(workspaceId, 'name', said.name);
  return domain === null ? null : identifierOf(workspaceId, 'domain', domain);
}

function saidByGroup(event: Event): Said {
  const traits = event.traits ?? {};
  return { groupId: event.groupId, name: text(traits['name']), website: websiteOf(traits), traits };
}

function saidByIdentify(event: Event): Said {
  const traits = event.traits ?? {};
  const company = traits['company'];
  const about = isRecord(company) ? company : {};
  const { id, ...described } = about;
  const name = text(isRecord(company) ? company['name'] : company);
  return {
    groupId:
      idText(event.context?.['groupId']) ??
      idText(id) ??
      idText(traits['companyId']) ??
      idText(traits['company_id']),
    name,
    website: websiteOf(about) ?? text(traits['website']),
    traits: name === undefined ? described : { ...described, name },
  };
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

const idText = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : text(value);
