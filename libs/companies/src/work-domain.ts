import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import emailProviders from 'email-providers';
import { getDomain } from 'tldts';

/** example.com is on that list, but gives nobody an address: in examples it stands for a company's own domain. */
const freeProviders = new Set<string>(emailProviders.filter((domain) => domain !== 'example.com'));
/** Kept, because the package makes it anew for every question. */
const disposableDomains = disposableEmailBlocklistSet();

/** The registrable domain of a web address or host name (`https://www.acme.co.uk/x` → `acme.co.uk`), or null. */
export const registrableDomain = (address: string): string | null => getDomain(address.trim());

/** The domain of a work e-mail address, or null where it is a free, disposable or impossible one. */
export function workDomain(email: string): string | null {
  const host = email.slice(email.lastIndexOf('@') + 1);
  const domain = getDomain(host);
  if (domain === null || freeProviders.has(domain) || freeProviders.has(host)) return null;
  return disposableDomains.has(domain) ? null : domain;
}
