import type { CookieSerializeOptions } from '@fastify/cookie';

/** The cookie that holds a session's token. */
export interface SessionCookie {
  readonly name: string;
  readonly options: CookieSerializeOptions;
}

/**
 * How the session's token travels. Over HTTPS its name begins with `__Host-`: then a browser takes it from this very
 * host only, and sends it over HTTPS only.
 */
export function sessionCookie(secure: boolean): SessionCookie {
  return {
    name: secure ? '__Host-hydra_session' : 'hydra_session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}
