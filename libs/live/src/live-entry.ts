import type { Event, LiveStatus } from '#contract';

/** What a request was answered with respect to an event; what became of it later is worked out when it is read. */
export type LiveOutcome =
  | 'accepted'
  | 'not_shown_refused'
  | Extract<LiveStatus, 'duplicate' | 'rejected' | 'failed_authentication' | 'not_shown'>;

/** A request that was answered. Nothing of it is copied: its texts are made when it is written. */
export interface LiveRequest {
  /** 0 where its key is of no workspace. */
  readonly workspaceId: number;
  readonly keyId: string | null;
  readonly receivedAtMs: number;
  /** Without the query. */
  readonly path: string;
  readonly requestId: string | null;
  readonly httpStatus: number;
  readonly latencyMs: number;
  readonly userAgent: string | undefined;
  /** Size of its body, which is held until it is written. */
  readonly bytes: number;
}

/** An event of a request, or the request itself where its events cannot be told apart. */
export interface LiveEntry {
  readonly request: LiveRequest;
  readonly outcome: LiveOutcome;
  readonly code?: string;
  /** What the sender was told, in place of the text that the code has. */
  readonly message?: string;
  readonly type?: string;
  /** Its place in the batch. */
  readonly index?: number;
  /** Events that it stands for; 1 unless told. */
  readonly count?: number;
  readonly warnings?: readonly string[];
  /** As it was sent: JSON, or bytes where it could not be read as such. */
  readonly raw?: unknown;
  /** The bytes of that, where it is the whole body. */
  readonly sent?: Buffer;
  /** As it was accepted. */
  readonly event?: Event;
  /** The same as the line that went into the inbox. */
  readonly line?: string;
}

/** Whether an entry is kept among those that were refused. */
export const isRefused = (outcome: LiveOutcome): boolean =>
  outcome === 'rejected' || outcome === 'failed_authentication' || outcome === 'not_shown_refused';
