import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { HydraError } from '#contract';
import { LiveFeeds, listLiveEvents, matches, type LiveFilter, type LiveItem } from '#live';
import { isSessionOpen } from '#staff';
import { DATABASE_POOL } from '../tokens.js';
import type { EventStream } from './event-stream.js';

const heartbeatMs = 10_000;
const streamsMax = 200;
const streamsOfWorkspaceMax = 20;
const retryAfterSeconds = 30;
/** What a resumed stream begins with. */
const resumedMax = 1_000;

/** What somebody wants to follow. */
export interface LiveStreamRequest {
  readonly workspaceId: number;
  /** The token of the session, with which the stream ends. */
  readonly token: string;
  readonly filter: LiveFilter;
  /** Begins with what came after this one; with what comes from now on, unless told. */
  readonly after?: string;
}

/** The streams on which staff follow the live events. They end with their session, and with the process. */
@Injectable()
export class LiveStreams {
  private readonly open = new Map<EventStream, number>();
  private ended = false;

  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(LiveFeeds) private readonly feeds: LiveFeeds,
  ) {}

  /** @throws HydraError shutting_down, overloaded */
  assertRoom(workspaceId: number): void {
    if (this.ended) throw new HydraError('shutting_down', { retryAfterSeconds: 2 });
    const ofWorkspace = [...this.open.values()].filter((id) => id === workspaceId).length;
    if (this.open.size < streamsMax && ofWorkspace < streamsOfWorkspaceMax) return;
    throw new HydraError('overloaded', {
      message: 'Too many streams of live events are open. Close some, and try again.',
      retryAfterSeconds,
    });
  }

  /** From now on the stream tells of the live events that fit, until its other end, its session or the process ends. */
  follow(stream: EventStream, { workspaceId, token, filter, after }: LiveStreamRequest): void {
    this.open.set(stream, workspaceId);
    const stopListening = this.feeds.listen(workspaceId, (changes) => {
      for (const { item, before } of changes) {
        const didMatch =
          before !== null && matches({ ...item, shown: { ...item.shown, status: before } }, filter);
        if (didMatch || matches(item, filter)) send(stream, item);
      }
    });
    const heartbeat = setInterval(() => void this.beat(stream, token), heartbeatMs);
    stream.onEnd(() => {
      clearInterval(heartbeat);
      stopListening();
      this.open.delete(stream);
    });
    if (after !== undefined) void this.resume(stream, { workspaceId, after, filter });
  }

  /** Ends all of them, and lets no further one begin. */
  end(): void {
    this.ended = true;
    for (const stream of this.open.keys()) stream.end();
  }

  private async beat(stream: EventStream, token: string): Promise<void> {
    // While the database does not say, the session is taken to be open.
    const isOpen = await isSessionOpen(this.pool, token).catch(() => true);
    if (isOpen) stream.comment('heartbeat');
    else stream.end();
  }

  /** What is told twice says the same. */
  private async resume(
    stream: EventStream,
    { workspaceId, after, filter }: { workspaceId: number; after: string; filter: LiveFilter },
  ): Promise<void> {
    const missed = await listLiveEvents(this.pool, {
      workspaceId,
      after,
      limit: resumedMax,
      ...filter,
    }).catch(() => []);
    for (const item of missed.toReversed()) send(stream, item);
  }
}

const send = (stream: EventStream, { shown }: LiveItem): void =>
  stream.send({ id: shown.id, event: 'live', data: shown });
