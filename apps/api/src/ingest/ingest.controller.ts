import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { eventTypes, HydraError } from '#contract';
import type { KeyRing } from '#keys';
import { KEY_RING } from '../tokens.js';
import { Acceptance } from './acceptance.service.js';
import { keyInHeaders } from './key-in-headers.js';
import { readBody } from './read-body.js';
import { keyInBody, readCall } from './read-call.js';
import { readEvents, typeOfPath, type Refusal } from './read-events.js';

/** Segment's library for browsers names a call by its first letter. */
const names = ['segment', 'batch', ...eventTypes, ...eventTypes.map((type) => type.charAt(0))];
const paths = ['segment', ...names.map((name) => `v1/${name}`)];

const errorsShownMax = 100;

/** What a batch is answered. */
type BatchAnswer = {
  success: true;
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  errors: Refusal[];
};

/** A request whose key was recognised names its workspace, for the log. */
export type IngestRequest = FastifyRequest & { workspaceId?: number };

/** Segment's calls come in; each is answered once its events are committed. */
@ApiExcludeController()
@Controller()
export class IngestController {
  constructor(
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(Acceptance) private readonly acceptance: Acceptance,
  ) {}

  @Post(paths)
  @HttpCode(200)
  async take(@Req() request: IngestRequest): Promise<{ success: true } | BatchAnswer> {
    const receivedAtMs = Date.now();
    const body = await readBody(request.body, request.headers['content-encoding']);
    const call = readCall(body);
    const key = keyInHeaders(request.headers) ?? keyInBody(body);
    if (key === null) throw new HydraError('missing_api_key');
    const owner = await this.keys.authenticate(key);
    this.keys.touch(owner);
    request.workspaceId = owner.workspaceId;

    await this.acceptance.admit(owner.workspaceId, call.events.length);
    const path = request.url.split('?', 1)[0] ?? '';
    const fromSegment = path.includes('segment');
    const { lines, duplicates, refusals } = readEvents(call, owner.workspaceId, {
      type: typeOfPath(path),
      receivedAtMs,
      receivedAt: new Date(receivedAtMs).toISOString(),
      fromSegment,
      sentAt: call.sentAt,
      context: call.context,
    });
    const [refused] = refusals;
    if (refused && !call.batch) throw refusedAlone(refused, fromSegment);
    this.acceptance.note({ refusals, duplicates });
    await this.acceptance.accept(lines);
    if (!call.batch) return { success: true };
    return {
      success: true,
      received: call.events.length,
      accepted: lines.length,
      duplicates,
      rejected: refusals.length,
      errors: refusals.slice(0, errorsShownMax),
    };
  }
}

/** Segment itself is told of a type that it need not send; other clients are told that the event is wrong. */
function refusedAlone({ code }: Refusal, fromSegment: boolean): HydraError {
  if (code === 'event_too_large') return new HydraError('exceed_payload_limit');
  if (code !== 'unknown_type' || fromSegment) return new HydraError(code);
  return new HydraError('invalid_event', {
    message: 'The event has no known type. Send identify, track, group, alias, page or screen as type.',
  });
}
