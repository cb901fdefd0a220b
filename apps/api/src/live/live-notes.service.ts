import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { LiveRecorder, type LiveRequest } from '#live';
import type { KeyOwner, KeyRing } from '#keys';
import { parseClean } from '../ingest/clean-json.js';
import { isTakingEvents, pathOf } from '../ingest/ingest-paths.js';
import { keyInHeaders, keyInQuery } from '../ingest/key-in-request.js';
import type { Body } from '../ingest/read-body.js';
import { keyInBody } from '../ingest/read-call.js';
import { KEY_RING } from '../tokens.js';
import type { SightedRequest, Sighting } from './sighting.js';
import { acceptedEntries, countEntries, countFailed, failedEntries, refusedEntries } from './to-entries.js';

/** Keys that are looked up at a time for requests that were refused before anybody asked whose they are. */
const lookUpsMax = 20;
/** Of a body that is read only to be shown. */
const unreadBytesMax = 32 * 1024;

/** Every request to the ingest comes in, answered; it is noted for staff to see, and never kept waiting. */
@Injectable()
export class LiveNotes {
  private lookUps = 0;

  constructor(
    @Inject(LiveRecorder) private readonly recorder: LiveRecorder,
    @Inject(KEY_RING) private readonly keys: KeyRing,
  ) {}

  /** Notes what the server answers from now on. A sender that has hung up by then is noted too. */
  watch(server: FastifyInstance): void {
    server.addHook('onSend', (request: SightedRequest, reply, _payload, done) => {
      if (request.sighting !== undefined) this.note(request, reply, request.sighting);
      done();
    });
  }

  private note(request: SightedRequest, reply: FastifyReply, sighting: Sighting): void {
    request.sighting = undefined;
    const path = pathOf(request.url);
    if (sighting.error === undefined) {
      const { owner } = sighting;
      if (owner !== undefined)
        this.noteTaken(owner, sighting, () => describe(request, reply, { path, sighting, owner }));
      return;
    }
    if (!isTakingEvents(path)) return;
    const isElsewhere = sighting.error.status === 404 || sighting.error.status === 405;
    const failed = (owner: KeyOwner | null): void => {
      // Whoever knows no address and has no key is nobody's sender.
      if (owner === null && isElsewhere) return;
      this.noteFailed(request, sighting, describe(request, reply, { path, sighting, owner }));
    };
    if (sighting.owner !== undefined || sighting.error.status === 401) failed(sighting.owner ?? null);
    else void this.findOwner(request, sighting).then(failed);
  }

  /** @param describeRequest is called only where something is written of it */
  private noteTaken({ workspaceId }: KeyOwner, sighting: Sighting, describeRequest: () => LiveRequest): void {
    const counted = countEntries(sighting);
    const nowMs = Date.now();
    const admit = (kind: 'accepted' | 'refused'): number =>
      counted[kind] === 0 ? 0 : this.recorder.admit(workspaceId, kind, counted[kind], nowMs);
    const accepted = admit('accepted');
    const refused = admit('refused');
    if (accepted + refused === 0) return;
    const request = describeRequest();
    if (accepted > 0) this.recorder.add(acceptedEntries(sighting, request, accepted));
    if (refused > 0) this.recorder.add(refusedEntries(sighting, request, refused));
  }

  private noteFailed({ body, headers }: SightedRequest, sighting: Sighting, request: LiveRequest): void {
    const { error } = sighting;
    if (error === undefined) return;
    const granted = this.recorder.admit(request.workspaceId, 'refused', countFailed(sighting), Date.now());
    if (granted === 0) return;
    const unread = Buffer.isBuffer(body) && headers['content-encoding'] === undefined ? body : undefined;
    if (unread !== undefined && request.workspaceId !== 0 && sighting.body === undefined)
      sighting.body = readSmall(unread);
    this.recorder.add(failedEntries(sighting, request, { error, unread, limit: granted }));
  }

  /** Whose key it carries, where it was refused before that was asked; null where that is not known. Never throws. */
  private async findOwner(request: SightedRequest, { body }: Sighting): Promise<KeyOwner | null> {
    if (this.lookUps >= lookUpsMax) return null;
    this.lookUps += 1;
    try {
      const key = keyInHeaders(request.headers) ?? keyInBody(body?.json) ?? keyInQuery(request.url);
      const found = key === null ? 'unknown' : await this.keys.find(key);
      return found === 'unknown' ? null : found;
    } catch {
      return null;
    } finally {
      this.lookUps -= 1;
    }
  }
}

/** A body that nobody read, because its key was refused before; undefined where it is no JSON, or large. */
function readSmall(bytes: Buffer): Body | undefined {
  if (bytes.length > unreadBytesMax) return undefined;
  try {
    return { bytes, json: parseClean(bytes.toString('utf8')) };
  } catch {
    return undefined;
  }
}

function describe(
  { id, headers, body }: SightedRequest,
  { statusCode, elapsedTime }: FastifyReply,
  { path, sighting, owner }: { path: string; sighting: Sighting; owner: KeyOwner | null },
): LiveRequest {
  return {
    workspaceId: owner?.workspaceId ?? 0,
    keyId: owner?.keyId ?? null,
    receivedAtMs: sighting.receivedAtMs,
    path,
    requestId: id,
    httpStatus: statusCode,
    latencyMs: elapsedTime,
    userAgent: headers['user-agent'],
    bytes: sighting.body?.bytes.length ?? (Buffer.isBuffer(body) ? body.length : 0),
  };
}
