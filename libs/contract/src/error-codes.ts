/** What is known of an error code: the HTTP status, what the caller reads, and whether Segment sends the event again. */
export interface ErrorEntry {
  readonly status: number;
  /** What happened and what to do. Segment shows it to the customer, so it holds no secret and no payload. */
  readonly message: string;
  /** Segment retries 408, 429 and 5xx except 501 for four hours, and throws away what gets any other error. */
  readonly segmentRetries: boolean;
}

const final = (status: number, message: string): ErrorEntry => ({ status, message, segmentRetries: false });
const retried = (status: number, message: string): ErrorEntry => ({ status, message, segmentRetries: true });

/** Every error that a caller of the ingest or the staff API can get. */
export const errorCodes = {
  missing_api_key: final(
    401,
    'No API key was sent. Send it as the user name of Basic authentication, as a Bearer token, in X-Write-Key, or as writeKey in the body.',
  ),
  invalid_api_key: final(
    401,
    'The API key is not valid. Copy it again from where it was made; it begins with hydra_live_.',
  ),
  revoked_api_key: final(401, 'The API key was revoked. Ask those who run Hydra for a new one.'),
  expired_api_key: final(401, 'The API key has expired. Ask those who run Hydra for a new one.'),
  conflicting_api_keys: final(
    401,
    'The events of the batch carry different API keys. Send each in a batch of its own key.',
  ),
  invalid_signature: final(
    401,
    'The X-Signature does not fit. Set the shared secret of the webhook to the signing secret that Hydra shows.',
  ),
  address_not_allowed: final(
    403,
    'The API key may not be used from this address. Have the address added to those the key allows.',
  ),
  workspace_suspended: final(403, 'The workspace is suspended. Ask those who run Hydra to open it again.'),

  malformed_json: final(
    400,
    'The body is not valid JSON. Send one event, an array of events, or {"batch": […]} as JSON.',
  ),
  empty_body: final(400, 'The body is empty. Send one event, an array of events, or {"batch": […]}.'),
  invalid_event: final(400, 'An event must be a JSON object.'),
  unknown_type: final(
    501,
    'The type of the event is not known. Use identify, track, group, alias, page, screen or delete.',
  ),
  no_user_anon_id: final(400, 'The event names nobody. Send a userId, an anonymousId or both.'),
  invalid_id: final(400, 'An id must be a text or a number of at most 255 characters.'),
  missing_event_name: final(400, 'A track event needs a name. Send it as event.'),
  missing_group_id: final(400, 'A group event needs a groupId.'),
  missing_previous_id: final(400, 'An alias event needs a previousId: the id that was used before.'),
  missing_user_id: final(
    400,
    'A delete event needs the userId of whom to erase, an alias event the userId that is used from now on.',
  ),
  invalid_traits: final(400, 'The traits must be a JSON object.'),
  invalid_properties: final(400, 'The properties must be a JSON object.'),
  event_too_large: final(400, 'The event is larger than 32 KiB. Send fewer or shorter properties.'),
  event_too_deep: final(
    400,
    'The event is nested too deeply to be stored. Send lists and objects within each other a few levels deep.',
  ),
  exceed_payload_limit: final(400, 'Exceed payload limit: the event is larger than 32 KiB.'),
  batch_too_long: final(
    400,
    'The batch holds more events than one may: 2,500, or 4,000 as a bare array. Those beyond were not accepted: send them in another batch.',
  ),

  payload_too_large: final(413, 'The body is larger than 5 MiB. Send fewer events at a time.'),
  unsupported_encoding: final(415, 'The Content-Encoding is not supported. Use gzip, deflate or none.'),
  unsupported_media_type: final(415, 'The Content-Type is not supported. Use application/json.'),
  invalid_encoding: final(
    400,
    'The body is not compressed as its Content-Encoding says. Send it whole, or without that header.',
  ),

  rate_limited: retried(429, 'Too many events a second for this workspace. Send them again later.'),
  overloaded: retried(503, 'Hydra has more waiting than it takes in. Send it again later.'),
  storage_unavailable: retried(503, 'Hydra cannot reach its storage. Send it again later.'),
  shutting_down: retried(503, 'This process is shutting down. Send it again.'),

  request_timeout: retried(408, 'The request did not arrive within a minute. Send it again.'),
  headers_too_large: final(431, 'The headers are larger than 16 KiB. Send fewer or shorter ones.'),

  not_found: final(404, 'There is nothing at this address. See /docs.'),
  method_not_allowed: final(405, 'This address does not take this method. See /docs.'),
  invalid_request: final(400, 'The request is not valid.'),

  already_one_person: final(409, 'Both ids name the same person already. There is nothing to merge.'),
  survivor_without_user_id: final(
    409,
    'Only a person with a user id can take another in. Merge the other way round, or wait until an identify call names one of the two.',
  ),
  merge_built_upon: final(409, 'A later merge builds on this one. Undo the later one first.'),

  not_signed_in: final(401, 'You are not signed in, or your session has ended. Sign in again.'),
  wrong_credentials: final(401, 'The e-mail address or the password is wrong.'),
  too_many_sign_ins: retried(429, 'Too many attempts to sign in. Wait, and try again.'),
  forbidden: final(
    403,
    'The request comes from another site and was refused. Send it from the address of Hydra itself.',
  ),

  internal_error: retried(500, 'Something went wrong in Hydra. Send it again later.'),
} as const satisfies Record<string, ErrorEntry>;

/** The name of an error, as the caller sees it in `code`. */
export type ErrorCode = keyof typeof errorCodes;

/** What is wrong with one field of a request. */
export interface ErrorDetail {
  /** Path of the field, such as `weights.positive`; empty for the request as a whole. */
  readonly field: string;
  readonly message: string;
}

/** The body of every answer that is an error. `message` and `error` say the same: clients differ in which they read. */
export interface ErrorBody {
  readonly success: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly error: string;
  readonly details?: readonly ErrorDetail[];
  /** Names the request to those who run Hydra; absent where there was no request yet. */
  readonly requestId?: string;
}

/** What an error may say beyond its code. */
export interface HydraErrorOptions {
  /** In place of the message of the table. Holds no secret and no payload: the caller and the log read it. */
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
  /** Whole seconds; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
  /** What led to it. Logged, never sent. */
  readonly cause?: unknown;
}

/** An error that the caller is to read. Everything else that is thrown is answered as internal_error. */
export class HydraError extends Error {
  override name = 'HydraError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: HydraErrorOptions = {}) {
    super(options.message ?? errorCodes[code].message, { cause: options.cause });
    this.code = code;
    this.status = errorCodes[code].status;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The body that answers an error. */
export function errorBody(error: HydraError, requestId?: string): ErrorBody {
  return {
    success: false,
    code: error.code,
    message: error.message,
    error: error.message,
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
