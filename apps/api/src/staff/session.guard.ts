import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Config } from '#config';
import { HydraError } from '#contract';
import { findSession, type Session } from '#staff';
import { CONFIG, DATABASE_POOL } from '../tokens.js';
import { sessionCookie } from './session-cookie.js';

const sessions = new WeakMap<FastifyRequest, Session>();

/** Lets a request through whose cookie holds the token of a session, and remembers whose it is. */
@Injectable()
export class SessionGuard implements CanActivate {
  private readonly cookieName: string;

  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(CONFIG) config: Config,
  ) {
    this.cookieName = sessionCookie(config.cookieSecure).name;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = request.cookies[this.cookieName];
    const session = token === undefined ? null : await findSession(this.pool, token);
    if (session === null) throw new HydraError('not_signed_in');
    sessions.set(request, session);
    return true;
  }
}

/** The session of the request. Its workspace bounds whatever the request may see and change. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const session = sessions.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (session === undefined) throw new HydraError('not_signed_in');
  return session;
});
