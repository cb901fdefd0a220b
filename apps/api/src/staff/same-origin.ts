/** The headers by which a browser tells where a request comes from. Programs that are no browser send none of them. */
export interface OriginHeaders {
  readonly 'sec-fetch-site'?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Whether a request may change something: it comes from our own pages, from the address bar, or from no browser.
 * @param host host and port under which the caller knows us
 */
export function isSameOrigin(headers: OriginHeaders, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host;
}
