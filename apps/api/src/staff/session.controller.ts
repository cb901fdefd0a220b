import { Body, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '#config';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { signIn, SignInLimits, signOut, type Session } from '#staff';
import { CONFIG, PRISMA } from '../tokens.js';
import { sessionCookie, type SessionCookie } from './session-cookie.js';
import { CurrentSession } from './session.guard.js';
import { Answers, SignInController, StaffController } from './staff-controller.js';

type SessionAnswer = z.infer<typeof staffApi.session>;

/** An e-mail address and a password come in; afterwards the browser holds the cookie of a new session. */
@SignInController('session')
export class SignInSessionController {
  private readonly cookie: SessionCookie;

  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(CONFIG) config: Config,
    private readonly limits: SignInLimits,
  ) {
    this.cookie = sessionCookie(config.cookieSecure);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in' })
  @Answers(200, staffApi.session, 'You are signed in; the cookie holds the session.')
  @Answers(401, staffApi.errorAnswer, 'The e-mail address or the password is wrong.')
  @Answers(429, staffApi.errorAnswer, 'Too many attempts; Retry-After says when to try again.')
  async signIn(
    @Body({ schema: staffApi.signInRequest }) { email, password }: z.infer<typeof staffApi.signInRequest>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const { token, session } = await signIn(this.prisma, this.limits, { email, password, ip: request.ip });
    const before = request.cookies[this.cookie.name];
    if (before !== undefined) await signOut(this.prisma, before);
    void reply.setCookie(this.cookie.name, token, { ...this.cookie.options, expires: session.expiresAt });
    return toAnswer(session);
  }
}

/** Tells who is signed in, and ends the session. */
@StaffController('session')
export class SessionController {
  private readonly cookie: SessionCookie;

  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(CONFIG) config: Config,
  ) {
    this.cookie = sessionCookie(config.cookieSecure);
  }

  @Get()
  @ApiOperation({ summary: 'Who is signed in' })
  @Answers(200, staffApi.session, 'Your session.')
  read(@CurrentSession() session: Session): SessionAnswer {
    return toAnswer(session);
  }

  @Delete()
  @ApiOperation({ summary: 'Sign out' })
  @Answers(200, staffApi.done, 'The session has ended; its cookie is worth nothing any more.')
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof staffApi.done>> {
    const token = request.cookies[this.cookie.name];
    if (token !== undefined) await signOut(this.prisma, token);
    void reply.clearCookie(this.cookie.name, this.cookie.options);
    return { success: true };
  }
}

function toAnswer(session: Session): SessionAnswer {
  return {
    staff: { id: session.staffId, email: session.email },
    workspace: { id: session.workspaceId, name: session.workspaceName, timeZone: session.timeZone },
    expiresAt: session.expiresAt.toISOString(),
  };
}
