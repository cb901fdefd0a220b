import type { Event } from '#contract';
import { identifierOf, isIllegalId, type Identifier, type PersonKind } from '#identity';

/**
 * Whose event it is: the user where it names one, else the anonymous visitor, else the e-mail address.
 * Null where it names nobody (a group call for an account, or nothing but placeholders).
 */
export function subjectOf(workspaceId: number, event: Event): Identifier<PersonKind> | null {
  if (namesSomebody(event.userId)) return identifierOf(workspaceId, 'user', event.userId);
  if (namesSomebody(event.anonymousId)) return identifierOf(workspaceId, 'anonymous', event.anonymousId);
  const email = emailOf(event);
  return email ? identifierOf(workspaceId, 'email', email) : null;
}

/** Whether an id is there, and is no placeholder. */
export const namesSomebody = (id: string | undefined): id is string => id !== undefined && !isIllegalId(id);

/** The e-mail address that the event gives its subject, in lower case, or null. */
export function emailOf(event: Event): string | null {
  return readEmail(event.type === 'group' ? undefined : event.traits) ?? readEmail(event.context?.['traits']);
}

/** RFC 5321: a local part of 64, an @ and a domain of 255 characters. */
const emailLengthMax = 320;

/** A usable e-mail address among traits, in lower case, or null. */
export function readEmail(traits: unknown): string | null {
  if (typeof traits !== 'object' || traits === null || !('email' in traits)) return null;
  const { email } = traits;
  const said = typeof email === 'string' ? email.trim() : '';
  return said.length <= emailLengthMax && /^[^\s@]+@[^\s@]+$/.test(said) ? said.toLowerCase() : null;
}
