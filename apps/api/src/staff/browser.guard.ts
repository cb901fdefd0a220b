import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HydraError } from '#contract';
import { isSameOrigin } from './same-origin.js';

const readingMethods = new Set(['GET', 'HEAD']);

/** Refuses what another site makes a signed-in browser send, and tells browsers to keep no answer. */
@Injectable()
export class BrowserGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    void http.getResponse<FastifyReply>().header('Cache-Control', 'no-store');
    const request = http.getRequest<FastifyRequest>();
    if (readingMethods.has(request.method)) return true;
    const { origin, 'sec-fetch-site': site } = request.headers;
    const headers = { origin, 'sec-fetch-site': typeof site === 'string' ? site : undefined };
    if (!isSameOrigin(headers, request.host)) throw new HydraError('forbidden');
    return true;
  }
}
