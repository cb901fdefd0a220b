import { z } from 'zod';
import { productUsageSettings } from './product-usage.js';

const pageSizeDefault = 25;
const pageSizeMax = 100;
const featuresDefault = 10;
const featuresMax = 100;
const nameLengthMax = 255;
const passwordLengthMax = 256;

const id = z.uuid();
const day = z.iso.date();
const moment = z.iso.datetime();
const name = z.string().trim().min(1).max(nameLengthMax);

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
export const idParameter = z.strictObject({ id: id.meta({ example: 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5' }) });

/** A path that ends in the number of a scanner. */
export const scannerParameter = z.strictObject({
  id: z.coerce.number().int().min(1).max(2_147_483_647).meta({ example: 1 }),
});

/** Query of `GET /api/people` and `GET /api/companies`. */
export const listQuery = z.strictObject({
  /** Part of a name, an address, a title or an identifier, in any case. Empty means no search. */
  search: z.string().trim().max(nameLengthMax).optional().meta({ example: 'ada' }),
  /** The exact value of an identifier of any kind. */
  identifier: z.string().trim().min(1).max(nameLengthMax).optional().meta({ example: 'ada@example.com' }),
  /** `nextCursor` of the page before. */
  cursor: id.optional().meta({ example: 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5' }),
  limit: countIn(1, pageSizeMax, pageSizeDefault).meta({ example: 25 }),
});

/** Query of the top features chart. Without `from` it reaches back to the first event; without `to` it ends today. */
export const topFeaturesQuery = z.strictObject({
  from: day.optional().meta({ example: '2026-09-01' }),
  to: day.optional().meta({ example: '2026-11-23' }),
  limit: countIn(1, featuresMax, featuresDefault).meta({ example: 10 }),
});

/** Query of the usage trend. Without `to` it ends today; without `from` it shows 90 days. */
export const usageTrendQuery = z.strictObject({
  from: day.optional().meta({ example: '2026-09-01' }),
  to: day.optional().meta({ example: '2026-11-23' }),
});

/** Body of `POST /api/keys`. */
export const newKeyRequest = z.strictObject({ name: name.meta({ example: 'Segment production' }) });

/** Body of `POST /api/scanners`. */
export const newScannerRequest = z.strictObject({
  kind: z.literal('product_usage').default('product_usage'),
  name: name.meta({ example: 'Product usage' }),
  ...productUsageSettings.shape,
});

// Answers

/** Who is signed in. */
export const session = z.object({
  staff: z.object({ id, email: z.string() }),
  workspace: z.object({ id: z.number().int(), name: z.string(), timeZone: z.string() }),
  expiresAt: moment,
});

/** What was last said of a trait, and when. */
export const trait = z.object({ value: z.unknown(), at: moment });

/** Something that names a person or a company. */
export const identifier = z.object({
  id,
  kind: z.enum(['user', 'anonymous', 'email', 'group', 'name', 'domain']),
  value: z.string(),
  /** Since when it is somebody's by their own word; null when nobody claimed it. */
  claimedAt: moment.nullable(),
});

const companyReference = z.object({ id, name: z.string().nullable(), domain: z.string().nullable() });

const personRow = {
  id,
  name: z.string().nullable(),
  email: z.string().nullable(),
  title: z.string().nullable(),
  /** False until an identify call named this person. */
  identified: z.boolean(),
  company: companyReference.nullable(),
  firstSeen: day.nullable(),
  lastSeen: day.nullable(),
};

const companyRow = {
  id,
  name: z.string().nullable(),
  domain: z.string().nullable(),
  /** Known from a name or a domain alone, not from a group call. */
  guessed: z.boolean(),
  people: z.number().int(),
  firstSeen: day.nullable(),
  lastSeen: day.nullable(),
};

const details = {
  traits: z.record(z.string(), trait),
  identifiers: z.array(identifier),
};

/** `nextCursor` is null on the last page. */
const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: id.nullable() });

export const person = z.object({ ...personRow, ...details });
export const personPage = pageOf(z.object(personRow));
export const company = z.object({ ...companyRow, ...details });
export const companyPage = pageOf(z.object(companyRow));

const flagCounts = {
  positive: z.number().int(),
  neutral: z.number().int(),
  negative: z.number().int(),
};

/** The scanner whose weights a chart uses: the oldest one; null where none was created, and then nothing is counted. */
const chartScanner = z
  .object({
    id: z.number().int(),
    name: z.string(),
    weights: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }),
    halfLifeDays: z.number(),
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
      name: z.string(),
      score: z.number(),
      /** Uses, whatever their flag. */
      volume: z.number().int(),
      ...flagCounts,
    }),
  ),
});

/** The usage trend: every day from the first to the last, those without usage too. */
export const usageTrend = z.object({
  scanner: chartScanner,
  from: day,
  to: day,
  timeZone: z.string(),
  days: z.array(
    z.object({
      date: day,
      ...flagCounts,
      /** The sum of the weights of that day's uses. */
      weighted: z.number(),
    }),
  ),
});

const keyRow = {
  id,
  name: z.string(),
  /** What may be seen of the key: its prefix and its last four characters. */
  hint: z.string(),
  createdAt: moment,
};

export const keyList = z.object({
  items: z.array(
    z.object({
      ...keyRow,
      createdBy: z.string(),
      /** To the minute. */
      lastUsedAt: moment.nullable(),
      revokedAt: moment.nullable(),
    }),
  ),
});

/** A key just created. `key` is shown this once. */
export const createdKey = z.object({ ...keyRow, key: z.string() });

/** A Product Usage Scanner, and how far the events that were there before it are counted. */
export const scanner = z.object({
  id: z.number().int(),
  kind: z.literal('product_usage'),
  name: z.string(),
  weights: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }),
  missingFeature: z.enum(['leave_out', 'event_name']),
  events: z.union([z.literal('all'), z.array(z.string())]),
  halfLifeDays: z.number(),
  createdAt: moment,
  recount: z.object({
    scanned: z.number().int(),
    /** 0 until the recount has looked how many there are. */
    total: z.number().int(),
    finishedAt: moment.nullable(),
  }),
});

export const scannerList = z.object({ items: z.array(scanner) });

/** What answers a request that changed something and has nothing to show. */
export const done = z.object({ success: z.literal(true) });

/** The body of an error. */
export const errorAnswer = z.object({
  success: z.literal(false),
  code: z.string(),
  message: z.string(),
  error: z.string(),
  details: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
