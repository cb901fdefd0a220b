import { Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { z } from 'zod';
import type { Config } from '#config';
import { staffApi } from '#contract';
import { getLiveEvent, listLiveEvents, type ShownLiveEvent } from '#live';
import type { Session } from '#staff';
import { curlOf } from '../live/curl.js';
import { EventStream } from '../live/event-stream.js';
import { LiveStreams } from '../live/live-streams.service.js';
import { CONFIG, DATABASE_POOL } from '../tokens.js';
import { sessionCookie } from './session-cookie.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** Requests and events as they come: search and page through them, look at one, follow them. */
@StaffController('live-events')
export class LiveEventsController {
  private readonly cookieName: string;

  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    private readonly streams: LiveStreams,
    @Inject(CONFIG) config: Config,
  ) {
    this.cookieName = sessionCookie(config.cookieSecure).name;
  }

  @Get()
  @ApiOperation({ summary: 'Search the requests and events of the last day' })
  @Answers(200, staffApi.liveEventPage, 'A page of live events, newest first.')
  async list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.liveEventsQuery }) query: z.infer<typeof staffApi.liveEventsQuery>,
  ): Promise<z.infer<typeof staffApi.liveEventPage>> {
    const { cursor: before, limit, ...filter } = query;
    const found = await listLiveEvents(this.pool, { workspaceId, before, limit: limit + 1, ...filter });
    const items = found.slice(0, limit).map(({ shown }) => shown);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Get('stream')
  @ApiOperation({ summary: 'Follow the live events' })
  @ApiProduces('text/event-stream')
  @Answers(
    200,
    staffApi.liveEvent,
    'Server-sent events: `live` with a live event as data, again under the same id when it has another status, and `missed` with a count.',
  )
  @Answers(503, staffApi.errorAnswer, 'Too many streams are open.')
  stream(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.liveStreamQuery })
    { after, ...filter }: z.infer<typeof staffApi.liveStreamQuery>,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    this.streams.assertRoom(workspaceId);
    const token = request.cookies[this.cookieName] ?? '';
    const resumed = last !== undefined && /^\d{1,18}$/.test(last) ? last : after;
    this.streams.follow(new EventStream(reply), { workspaceId, token, filter, after: resumed });
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything that is kept of a live event' })
  @Answers(200, staffApi.liveEventDetails, 'The live event, as it was sent and as it was accepted.')
  @Answers(404, staffApi.errorAnswer, 'There is no such live event, or not any more.')
  async get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.liveEventParameter }) { id }: z.infer<typeof staffApi.liveEventParameter>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof staffApi.liveEventDetails>> {
    const found = await getLiveEvent(this.pool, { workspaceId, id });
    const { shown, raw, normalised, cut } = found;
    const curl = curlOf(found, `${request.protocol}://${request.host}`);
    return { ...shown, raw, normalised, cut, answer: answerOf(shown), curl };
  }
}

/** Of the answer, what was about this event. */
function answerOf({
  httpStatus: status,
  status: became,
  code,
  reason,
  advice,
  index,
  messageId,
}: ShownLiveEvent): z.infer<typeof staffApi.liveEventDetails>['answer'] {
  if (became !== 'rejected' && became !== 'failed_authentication') return { status, body: { success: true } };
  const message = reason === advice ? reason : `${reason} ${advice}`;
  if (status < 300) return { status, body: { success: true, errors: [{ index, messageId, code, message }] } };
  return { status, body: { success: false, code, message, error: message } };
}
