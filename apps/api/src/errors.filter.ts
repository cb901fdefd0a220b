import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorBody, HydraError } from '#contract';
import type { IngestRequest } from './ingest/ingest.controller.js';
import type { KnownRoutes } from './known-routes.js';
import { toHydraError } from './to-hydra-error.js';

/** Answers with the status and body of the error table. */
export function answerError(reply: FastifyReply, error: HydraError): void {
  // A connection that is closed while the body still comes shows its sender a broken pipe in place of this answer.
  if (error.code === 'payload_too_large') void reply.removeHeader('connection');
  if (error.retryAfterSeconds !== undefined)
    void reply.headers({
      'Retry-After': String(error.retryAfterSeconds),
      'X-RateLimit-Reset': String(error.retryAfterSeconds),
    });
  void reply
    .status(error.status)
    .headers({ 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
    .send(errorBody(error, reply.request.id));
}

/** Whatever is thrown comes in; the caller is answered with the status and body of the error table, and never with more. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('errors');

  /** @param onRefused hears of every request that is answered with an error */
  constructor(
    private readonly routes: KnownRoutes,
    private readonly onRefused: (error: HydraError) => void,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<IngestRequest>();
    const reply = http.getResponse<FastifyReply>();
    let error = toHydraError(thrown);
    if (thrown instanceof NotFoundException) {
      const methods = this.routes.methodsOf(request.url.split('?', 1)[0] ?? '');
      if (methods.length > 0) {
        error = new HydraError('method_not_allowed');
        void reply.header('Allow', methods.join(', '));
      }
    }
    this.onRefused(error);
    (request.sighting ??= { receivedAtMs: Date.now() }).error = error;
    if (error.status >= 500 && !(thrown instanceof HttpException))
      this.log(error, thrown, request.workspaceId);
    if (!reply.sent) answerError(reply, error);
  }

  /** Names and places only: what a database or a parser says of an error may quote what was sent. */
  private log(error: HydraError, thrown: unknown, workspaceId: number | undefined): void {
    const cause = thrown instanceof HydraError ? thrown.cause : thrown;
    // Overload and a shutdown refuse many requests, have no cause of their own, and show in the metrics.
    if (cause === undefined) return;
    if (error.code !== 'internal_error') {
      this.logger.warn({ workspaceId, code: error.code, cause: nameOf(cause) });
      return;
    }
    const stack =
      cause instanceof Error ? cause.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : [];
    this.logger.error({
      workspaceId,
      code: error.code,
      cause: nameOf(cause),
      stack: stack?.map((line) => line.trim()),
    });
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
