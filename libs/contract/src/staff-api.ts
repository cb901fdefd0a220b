import { z } from 'zod';
import { eventTypes } from './event.js';
import { keyOverlaps } from './key-overlap.js';
import { productUsageSettings } from './product-usage.js';
import { regulationTypes } from './regulation.js';
import { warningCodes } from './warning-codes.js';

const pageSizeDefault = 25;
const pageSizeMax = 100;
const featuresDefault = 10;
const featuresMax = 100;
const nameLengthMax = 255;
const passwordLengthMax = 256;
const allowedAddressesMax = 100;

const id = z.guid().meta({ example: 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5' });
const day = z.iso.date().meta({ example: '2026-11-23' });
const moment = z.iso.datetime().meta({ example: '2026-11-23T14:05:09.120Z' });
const name = z.string().trim().min(1).max(nameLengthMax);
const count = z.number().int().meta({ example: 12 });
const personName = z.string().meta({ example: 'Ada Lovelace' });
const address = z.string().meta({ example: 'ada@example.com' });
const companyName = z.string().meta({ example: 'Example Ltd' });
const domain = z.string().meta({ example: 'example.com' });
const auditId = z
  .string()
  .regex(/^\d{1,18}$/)
  .meta({ example: '128' });
const keyHint = z.string().meta({ example: 'hydra_live_…x7Qz' });

/** A whole number as it stands in a query string. */
const countIn = (min: number, max: number, otherwise: number) =>
  z.coerce.number().int().min(min).max(max).default(otherwise);

// Requests

/** Body of `POST /api/session`. */
export const signInRequest = z.strictObject({
  email: z.string().trim().toLowerCase().min(1).max(nameLengthMax).meta({ example: 'ada@example.com' }),
  password: z.string().min(1).max(passwordLengthMax).meta({ example: 'correct horse battery staple' }),
});

/** A path that ends in the id of a person, a company or an API key. */
export const idParameter = z.strictObject({ id });

/** A path that ends in the number of a scanner. */
export const scannerParameter = z.strictObject({
  id: z.coerce.number().int().min(1).max(2_147_483_647).meta({ example: 1 }),
});

/** A path that names a merge by its number. */
export const mergeParameter = scannerParameter;

/** Body of `POST /api/people/:id/merge`. */
export const mergeRequest = z.strictObject({
  /** The id of the person who becomes part of the one in the path, or of any of their identifiers. */
  with: id,
});

/** Query of `GET /api/people` and `GET /api/companies`. */
export const listQuery = z.strictObject({
  /** Part of a name, an address, a title or an identifier, in any case. Empty means no search. */
  search: z.string().trim().max(nameLengthMax).optional().meta({ example: 'ada' }),
  /** The exact value of an identifier of any kind. */
  identifier: z.string().trim().min(1).max(nameLengthMax).optional().meta({ example: 'ada@example.com' }),
  /** `nextCursor` of the page before. */
  cursor: id.optional(),
  limit: countIn(1, pageSizeMax, pageSizeDefault).meta({ example: 25 }),
});

/** Query of `GET /api/audiences/:id/people`. */
export const pageQuery = listQuery.pick({ cursor: true, limit: true });

/** Query of the top features chart. Without `from` it reaches back to the first event; without `to` it ends today. */
export const topFeaturesQuery = z.strictObject({
  from: day.optional().meta({ example: '2026-09-01' }),
  to: day.optional(),
  limit: countIn(1, featuresMax, featuresDefault).meta({ example: 10 }),
});

/** Query of the usage trend. Without `to` it ends today; without `from` it shows 90 days. */
export const usageTrendQuery = z.strictObject({
  from: day.optional().meta({ example: '2026-09-01' }),
  to: day.optional(),
});

/** Query of `GET /api/audit`. */
export const auditQuery = z.strictObject({
  /** What the action begins with: `key` finds `key.create` and `key.rotate`. */
  action: z.string().trim().min(1).max(nameLengthMax).optional().meta({ example: 'key' }),
  /** The id of what was acted upon. */
  object: z.string().trim().min(1).max(nameLengthMax).optional(),
  /** `nextCursor` of the page before. */
  cursor: auditId.optional(),
  limit: countIn(1, pageSizeMax, pageSizeDefault).meta({ example: 25 }),
});

const keyName = name.meta({ example: 'Segment production' });
/** From when on a key is refused; null: never. */
const expiry = z.iso.datetime({ offset: true }).nullable().meta({ example: '2027-01-01T00:00:00Z' });

/** Addresses and networks that a key may be used from; none means from everywhere. */
export const allowedAddresses = z
  .array(
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error: 'must be an address or a network, such as 203.0.113.7 or 2001:db8::/32',
    }),
  )
  .max(allowedAddressesMax)
  .meta({ example: ['203.0.113.0/24'] });

/** Body of `POST /api/keys`. */
export const newKeyRequest = z.strictObject({
  name: keyName,
  expiresAt: expiry.optional(),
  allowedAddresses: allowedAddresses.optional(),
});

/** Body of `PATCH /api/keys/:id`. What is left out stays as it is. */
export const keyChangeRequest = z.strictObject({
  name: keyName.optional(),
  expiresAt: expiry.optional(),
  allowedAddresses: allowedAddresses.optional(),
});

/** Body of `POST /api/keys/:id/rotate`. */
export const rotateKeyRequest = z.strictObject({
  /** For how long the old key is taken beside the new one. */
  overlap: z.enum(keyOverlaps).default('24h'),
  /** Of the new key; that of the old one where it is left out. */
  expiresAt: expiry.optional(),
});

/** Body of `POST /api/scanners`. */
export const newScannerRequest = z.strictObject({
  kind: z.literal('product_usage').default('product_usage'),
  name: name.meta({ example: 'Product usage' }),
  ...productUsageSettings.shape,
});

/** Which dead letters are meant: body of `POST /api/dead-letters/replay`, query of `DELETE /api/dead-letters`. */
export const deadLetterFilter = z.strictObject({
  /** What went wrong. */
  code: z.string().trim().min(1).max(nameLengthMax).optional().meta({ example: '22P05' }),
  type: z.enum(eventTypes).optional().meta({ example: 'track' }),
  /** The message id, or the beginning of it. */
  messageId: z.string().trim().min(1).max(nameLengthMax).optional().meta({ example: 'ajs-next-' }),
  /** Those that failed then or later. */
  since: moment.optional(),
});

/** Query of `GET /api/dead-letters`. */
export const deadLetterQuery = deadLetterFilter.extend({
  /** `nextCursor` of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,16}_[0-9a-f-]{36}$/)
    .optional(),
  limit: countIn(1, pageSizeMax, pageSizeDefault).meta({ example: 25 }),
});

/** Body of `PATCH /api/dead-letters/{id}`: the event as it should have been, read as if it came in now. */
export const deadLetterEdit = z.strictObject({
  event: z
    .record(z.string(), z.unknown())
    .meta({ example: { type: 'track', messageId: 'm1', userId: 'u1', event: 'Feature Used' } }),
});

/** Body of `POST /api/reprocess`. Days are those of the workspace's time zone; what is left out sets no bound. */
export const reprocessRequest = z.strictObject({
  /** The first day whose events are read again. */
  from: day.optional(),
  to: day.optional(),
  /** Only the events of this person. */
  personId: id.optional(),
  /** Only track events of this name. */
  event: name.optional().meta({ example: 'Feature Used' }),
});

/** What Segment takes in one call. */
const regulatedMax = 5_000;

/** Body of `POST /api/regulations`. */
export const regulationRequest = z.strictObject({
  /** What is to happen to the people whom these name: Segment's words for it. */
  type: z.enum(regulationTypes).meta({ example: 'SUPPRESS_WITH_DELETE' }),
  identifiers: z
    .array(
      z.strictObject({
        kind: z.enum(['user', 'anonymous', 'email']).default('user'),
        value: z.string().trim().min(1).max(320).meta({ example: 'u-1042' }),
      }),
    )
    .min(1)
    .max(regulatedMax),
});

/** A path that names a regulation by its number. */
export const regulationParameter = scannerParameter;

/** Query of `GET /api/regulations`. */
export const regulationsQuery = z.strictObject({
  /** `nextCursor` of the page before. */
  cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  limit: countIn(1, pageSizeMax, pageSizeDefault).meta({ example: 25 }),
});

// Answers

/** Who is signed in. */
export const session = z.object({
  staff: z.object({ id, email: address }),
  workspace: z.object({
    id: z.number().int().meta({ example: 1 }),
    name: z.string().meta({ example: 'My workspace' }),
    timeZone: z.string().meta({ example: 'UTC' }),
  }),
  expiresAt: moment,
});

/** What was last said of a trait, and when. */
export const trait = z.object({ value: z.unknown().meta({ example: 'pro' }), at: moment });

/** Something that names a person or a company. */
export const identifier = z.object({
  id,
  kind: z.enum(['user', 'anonymous', 'email', 'group', 'name', 'domain']),
  value: address,
  /** Since when it is somebody's by their own word; null when nobody claimed it. */
  claimedAt: moment.nullable(),
});

const companyReference = z.object({ id, name: companyName.nullable(), domain: domain.nullable() });

const personRow = {
  id,
  name: personName.nullable(),
  email: address.nullable(),
  /** Nobody has given this address; the user id looks like one. */
  emailInferred: z.boolean(),
  title: z.string().nullable().meta({ example: 'Head of Engineering' }),
  /** False until an identify call named this person. */
  identified: z.boolean(),
  company: companyReference.nullable(),
  firstSeen: day.nullable(),
  lastSeen: day.nullable(),
};

const companyRow = {
  id,
  name: companyName.nullable(),
  domain: domain.nullable(),
  /** Known from a name or a domain alone, not from a group call. */
  guessed: z.boolean(),
  /** The account was deleted at its sender. What is known of it stays. */
  deleted: z.boolean(),
  people: count,
  firstSeen: day.nullable(),
  lastSeen: day.nullable(),
};

const audienceRow = {
  id,
  /** What it is called. It may be used again once the audience is deleted. */
  key: z.string().meta({ example: 'first_time_shopper' }),
  kind: z.enum(['audience', 'journey_step']),
};

const details = {
  traits: z.record(z.string(), trait),
  identifiers: z.array(identifier),
  /** Those that it is in. */
  audiences: z.array(z.object({ ...audienceRow, since: moment })),
};

/** Audiences that Segment has told of. */
export const audienceList = z.object({
  items: z.array(
    z.object({
      ...audienceRow,
      spaceId: z.string().meta({ example: 'spa_1' }),
      computationId: z.string().meta({ example: 'aud_1' }),
      /** When it was first heard of. */
      firstAt: moment,
    }),
  ),
});

/** `nextCursor` is null on the last page. */
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: id.nullable() });

export const person = z.object({ ...personRow, ...details });
export const personPage = pageOf(z.object(personRow));
export const company = z.object({ ...companyRow, ...details });
export const companyPage = pageOf(z.object(companyRow));

const staffAddress = z.string().meta({ example: 'ada@example.com' });

/** That two people are one, by the word of a member of staff. */
export const merge = z.object({
  id: z.number().int().meta({ example: 1 }),
  /** Who survived, by the id of that time. It names the same person as long as it is not merged into another. */
  survivor: id,
  /** Who became part of them. */
  merged: id,
  mergedBy: staffAddress,
  mergedAt: moment,
  undoneBy: staffAddress.nullable(),
  undoneAt: moment.nullable(),
  /** What moved from the one to the other. */
  identifiers: z.array(identifier.pick({ id: true, kind: true, value: true })),
});

export const mergeList = z.object({ items: z.array(merge) });

/** An erasure or a suppression, and how far it has come. It does not say whom it concerns. */
export const regulation = z.object({
  id: z.number().int().meta({ example: 1 }),
  type: z.enum(regulationTypes),
  /** `waiting`: nothing has been done of it. `running`: nobody comes back, and what is there is being erased. */
  state: z.enum(['waiting', 'running', 'finished']),
  /** The e-mail address of a member of staff, or `delete event`. */
  createdBy: staffAddress,
  createdAt: moment,
  finishedAt: moment.nullable(),
  /** How many identifiers it named. */
  identifiers: count,
  /** How many people and events were found for it. */
  people: count,
  events: count,
});

/** Regulations, latest first. `nextCursor` is null on the last page. */
export const regulationPage = z.object({
  items: z.array(regulation),
  nextCursor: z.number().int().nullable(),
});

const said = z.record(z.string(), z.unknown());

/** Everything that is held of a person. Warnings are not: they are counted, and not kept by person. */
export const personExport = z.object({
  exportedAt: moment,
  ...personRow,
  traits: z.record(z.string(), trait),
  merges: z.array(merge),
  /** With what was said of each, and when. */
  identifiers: z.array(said),
  /** To which they belong, or belonged. */
  companies: z.array(said),
  /** That they entered or left. */
  audiences: z.array(said),
  /** By scanner, feature and day. */
  usage: z.array(said),
  /** Events that could not be recorded. */
  deadLetters: z.array(said),
  events: z.array(said),
});

/** What was odd about events that were accepted all the same; the numbers are not exact. */
export const warningList = z.object({
  items: z.array(
    z.object({
      code: z.enum(Object.keys(warningCodes)).meta({ example: 'illegal_id' }),
      /** What was made of such events, and how to mend it at their sender. */
      message: z.string(),
      count,
      firstAt: moment,
      lastAt: moment,
      /** Of one of the events. */
      messageId: z.string().meta({ example: '022bb90c-bbac-11e4-8dfc-aa07a5b093db' }),
    }),
  ),
});

const flagCounts = {
  positive: count,
  neutral: count,
  negative: count,
};

const scannerId = z.number().int().meta({ example: 1 });
const scannerName = z.string().meta({ example: 'Product Usage Scanner' });
const weights = z.object({
  positive: z.number().meta({ example: 2 }),
  neutral: z.number().meta({ example: 1 }),
  negative: z.number().meta({ example: -1 }),
});
const halfLifeDays = z.number().meta({ example: 30 });

/** The scanner whose weights a chart uses: the oldest one; null where none was created, and then nothing is counted. */
const chartScanner = z
  .object({
    id: scannerId,
    name: scannerName,
    weights,
    halfLifeDays,
  })
  .nullable();

/** The top features chart: features by score, which is the sum of weight × 2^(−age ÷ half-life) over their uses. */
export const topFeatures = z.object({
  scanner: chartScanner,
  from: day.nullable(),
  to: day,
  features: z.array(
    z.object({
      id,
      name: z.string().meta({ example: 'Device management' }),
      score: z.number().meta({ example: 17.48 }),
      /** Uses, whatever their flag. */
      volume: count,
      ...flagCounts,
    }),
  ),
});

/** The usage trend: every day from the first to the last, those without usage too. */
export const usageTrend = z.object({
  scanner: chartScanner,
  from: day,
  to: day,
  timeZone: z.string().meta({ example: 'UTC' }),
  days: z.array(
    z.object({
      date: day,
      ...flagCounts,
      /** The sum of the weights of that day's uses. */
      weighted: z.number().meta({ example: 24 }),
    }),
  ),
});

const keyRow = {
  id,
  name: z.string().meta({ example: 'Segment production' }),
  /** What may be seen of the key: its prefix and its last four characters. */
  hint: keyHint,
  createdAt: moment,
  /** From when on it is refused; null: never. */
  expiresAt: moment.nullable(),
  /** Addresses and networks that it may be used from; none means from everywhere. */
  allowedAddresses: z.array(z.string()).meta({ example: ['203.0.113.0/24'] }),
};

export const keyList = z.object({
  items: z.array(
    z.object({
      ...keyRow,
      createdBy: address,
      /** To the minute. */
      lastUsedAt: moment.nullable(),
      revokedAt: moment.nullable(),
      /** The key that was made to take its place, or null. */
      replacedBy: id.nullable(),
      /** `expiring`: it is taken, and expires within a week. */
      state: z.enum(['live', 'expiring', 'expired', 'revoked']),
    }),
  ),
});

/** A key just created. `key` is shown this once. */
export const createdKey = z.object({ ...keyRow, key: z.string().meta({ example: 'hydra_live_…' }) });

/** The Segment integration. Its signing secrets are not shown. */
export const integration = z.object({
  id,
  kind: z.literal('segment'),
  /** Whether an X-Signature is checked. */
  signingSecretSet: z.boolean(),
  /** Whether the secret before this one is taken too, until the next rotation. */
  previousSecretTaken: z.boolean(),
});

/** A signing secret just made. It is shown this once. */
export const createdSecret = z.object({ secret: z.string().meta({ example: 'hydra_signing_…' }) });

/** What was done in the workspace, newest first. `nextCursor` is null on the last page. */
export const auditPage = z.object({
  items: z.array(
    z.object({
      id: auditId,
      at: moment,
      /** The e-mail address of a member of staff, or the program. */
      actor: address,
      action: z.string().meta({ example: 'key.rotate' }),
      /** The id of what it was done to. */
      object: z.string().meta({ example: 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5' }),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  nextCursor: auditId.nullable(),
});

/** A Product Usage Scanner, and how far the events that were there before it are counted. */
export const scanner = z.object({
  id: scannerId,
  kind: z.literal('product_usage'),
  name: scannerName,
  weights,
  missingFeature: z.enum(['leave_out', 'event_name']),
  pages: z.enum(['leave_out', 'name', 'category']),
  events: z.union([z.literal('all'), z.array(z.string())]),
  halfLifeDays,
  createdAt: moment,
  recount: z.object({
    scanned: count,
    /** 0 until the recount has looked how many there are. */
    total: count,
    finishedAt: moment.nullable(),
  }),
});

export const scannerList = z.object({ items: z.array(scanner) });

const deadLetterRow = {
  id,
  /** Null where the event cannot even be read. */
  type: z.string().nullable().meta({ example: 'track' }),
  messageId: z.string().nullable().meta({ example: 'ajs-next-1764060309120' }),
  /** An SQLSTATE or the name of an error. */
  code: z.string().meta({ example: '22P05' }),
  reason: z.string().meta({ example: 'unsupported Unicode escape sequence' }),
  /** How often it failed. */
  attempts: count,
  firstFailedAt: moment,
  lastFailedAt: moment,
  editedAt: moment.nullable(),
};

/** Dead letters, those that failed last first. `nextCursor` is null on the last page. */
export const deadLetterPage = z.object({
  items: z.array(z.object(deadLetterRow)),
  nextCursor: z.string().nullable(),
  /** How many the filter leaves, by what went wrong, the most frequent first. */
  counts: z.array(z.object({ code: z.string().meta({ example: '22P05' }), count })),
});

/** A dead letter. `body` is the event as text, since it may be no JSON. */
export const deadLetter = z.object({
  ...deadLetterRow,
  body: z.string().meta({ example: '{"type":"track","messageId":"m1","userId":"u1"}' }),
});

/** What was done with dead letters at once. */
export const deadLettersDone = z.object({
  deadLetters: count,
  /** Whether there are more of them, which are worked on now. */
  goesOn: z.boolean(),
});

/** How far stored events are read again, and what of it was wrong and is right now. */
export const reprocess = z.object({
  id,
  from: day.nullable(),
  to: day.nullable(),
  personId: id.nullable(),
  event: z.string().nullable().meta({ example: 'Feature Used' }),
  createdBy: address,
  createdAt: moment,
  /** Events read again; `total` is 0 until it has looked how many there are. */
  events: z.object({ scanned: count, total: count }),
  /** Parts of the usage compared with the events; `total` is null until the events are read. */
  usage: z.object({ compared: count, total: count.nullable() }),
  mended: z.object({ identifiers: count, counts: count }),
  finishedAt: moment.nullable(),
});

export const reprocessList = z.object({ items: z.array(reprocess) });

/** What answers a request that changed something and has nothing to show. */
export const done = z.object({ success: z.literal(true) });

/** The body of an error. */
export const errorAnswer = z.object({
  success: z.literal(false),
  code: z.string().meta({ example: 'invalid_request' }),
  message: z.string().meta({ example: 'limit must be at most 100.' }),
  error: z.string().meta({ example: 'limit must be at most 100.' }),
  details: z
    .array(
      z.object({
        field: z.string().meta({ example: 'limit' }),
        message: z.string().meta({ example: 'must be at most 100' }),
      }),
    )
    .optional(),
  requestId: z.string().optional(),
});

export {
  liveEvent,
  liveEventDetails,
  liveEventPage,
  liveEventParameter,
  liveEventsQuery,
  liveStreamQuery,
  storiesQuery,
  story,
  storyList,
} from './live-event.js';
