import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HydraError } from '#contract';
import type { KeyRing, LiveKey } from '#keys';
import { WarningMeter } from '#warnings';
import { CONFIG, KEY_RING } from '../tokens.js';
import type { Config } from '#config';
import { Acceptance } from './acceptance.service.js';
import { ingestPaths, isFromSegment, metricsPaths, pathOf } from './ingest-paths.js';
import { keyInHeaders, keyInQuery } from './key-in-request.js';
import { readBody, type Body } from './read-body.js';
import { keyInBody, readCall } from './read-call.js';
import { readEvents, typeOfPath, type Refusal, type Warning } from './read-events.js';
import { isSigned } from './signature.js';
import type { SightedRequest, Sighting } from '../live/sighting.js';
import { addressToKeep } from './address-to-keep.js';

/** Segment's functions send batches of up to 400 events, and have to know of each what became of it. */
const reportedMax = 400;

/** What a batch is answered. */
type BatchAnswer = {
  success: true;
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  errors: Refusal[];
  /** Absent where nothing is odd about what was accepted. */
  warnings?: Warning[];
};

/** A request whose key was recognised names its workspace, for the log. */
export type IngestRequest = SightedRequest & { workspaceId?: number };

/** Segment's calls come in; each is answered once its events are committed. */
@ApiExcludeController()
@Controller()
export class IngestController {
  constructor(
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(Acceptance) private readonly acceptance: Acceptance,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(WarningMeter) private readonly warnings: WarningMeter,
  ) {}

  @Post(ingestPaths)
  @HttpCode(200)
  async take(@Req() request: IngestRequest): Promise<{ success: true } | BatchAnswer> {
    const receivedAtMs = Date.now();
    const sighting: Sighting = (request.sighting = { receivedAtMs });
    const { headers } = request;
    const sent = keyInHeaders(headers);
    const known = sent === null ? null : await this.authenticate(request, sent);
    const body = await readBody(request.body, headers['content-encoding'], known !== null);
    sighting.body = body;
    const call = readCall(body.json);
    const key = known ?? (await this.authenticate(request, keyInBody(body.json) ?? keyInQuery(request.url)));
    if (!isSignedAsAgreed(body, headers['x-signature'], key)) throw new HydraError('invalid_signature');
    this.keys.touch(key);

    this.acceptance.admit(key.workspaceId, call.events.length);
    const path = pathOf(request.url);
    const fromSegment = isFromSegment(path);
    const read = readEvents(call, key.workspaceId, {
      type: call.batch ? undefined : typeOfPath(path),
      receivedAtMs,
      receivedAt: new Date(receivedAtMs).toISOString(),
      fromSegment,
      sentAt: call.sentAt,
      context: call.context,
      address: addressToKeep(request.ip, this.config.addressPolicy),
    });
    sighting.read = read;
    const { lines, duplicates, refusals, unlisted, warnings } = read;
    const [refused] = refusals;
    if (refused && !call.batch) throw refusedAlone(refused, fromSegment);
    if (refused && headers['x-strict-mode'] === '1') throw refusedWhole(refused);
    this.acceptance.note(read);
    await this.acceptance.accept(key.workspaceId, lines);
    for (const { code, messageId } of warnings)
      this.warnings.warn({ workspaceId: key.workspaceId, code, messageId });
    if (!call.batch) return { success: true };
    return {
      success: true,
      received: call.events.length,
      accepted: lines.length,
      duplicates: duplicates.length,
      rejected: refusals.length + unlisted,
      errors: refusals.slice(0, reportedMax),
      ...(warnings.length > 0 ? { warnings: warnings.slice(0, reportedMax) } : {}),
    };
  }

  /** What Segment's library for browsers reports of itself. */
  @Post(metricsPaths)
  @HttpCode(200)
  ignore(): { success: true } {
    return { success: true };
  }

  /** @throws HydraError where the key or the address does not let the request in */
  private async authenticate(request: IngestRequest, sent: string | null): Promise<LiveKey> {
    if (sent === null) throw new HydraError('missing_api_key');
    return this.keys.authenticate(sent, {
      address: request.ip,
      onFound: (owner) => {
        request.workspaceId = owner.workspaceId;
        if (request.sighting) request.sighting.owner = owner;
      },
    });
  }
}

/** A signature has to fit where there are secrets to sign with; none is asked for. */
const isSignedAsAgreed = (
  body: Body,
  signature: string | string[] | undefined,
  { signingSecrets }: LiveKey,
): boolean =>
  typeof signature !== 'string' || signingSecrets.length === 0 || isSigned(body, signature, signingSecrets);

/** Segment itself is told of a type that it need not send; other clients are told that the event is wrong. */
function refusedAlone({ code }: Refusal, fromSegment: boolean): HydraError {
  if (code === 'event_too_large') return new HydraError('exceed_payload_limit');
  if (code !== 'unknown_type' || fromSegment) return new HydraError(code);
  return new HydraError('invalid_event', {
    message:
      'The event has no known type. Send identify, track, group, alias, page, screen or delete as type.',
  });
}

/** In strict mode one event that cannot be taken refuses the request. */
function refusedWhole({ index, code, message }: Refusal): HydraError {
  return new HydraError(code === 'unknown_type' ? 'invalid_event' : code, {
    message: `Nothing of the batch was taken, because of the event at index ${index}. ${message}`,
  });
}
