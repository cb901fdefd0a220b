import type { Job } from '#contract';
import type { InboxRow } from '#inbox';

/** What main.ts opens and the modules of the API share. */

/** pg.Pool: the hot paths, and what is set-based SQL. */
export const DATABASE_POOL = Symbol('DATABASE_POOL');
/** PrismaClient: the ordinary queries. */
export const PRISMA = Symbol('PRISMA');
/** Config of `#config`. */
export const CONFIG = Symbol('CONFIG');
/** KeyRing of `#keys`: the one that authenticates, so that a key revoked here is refused here at once. */
export const KEY_RING = Symbol('KEY_RING');
/** Queues of `#queues`: the producing end. */
export const QUEUES = Symbol('QUEUES');
/** The process's pino logger. */
export const LOGGER = Symbol('LOGGER');
/** EnqueueUpkeep: queues what staff ask for. */
export const ENQUEUE_UPKEEP = Symbol('ENQUEUE_UPKEEP');

/** Queues what staff ask for, after the commit that put it on record. Never throws: a sweep queues what was not. */
export type EnqueueUpkeep = (job: Job<'upkeep'>) => Promise<void>;

/** SignalInbox: queues a job for each of these rows of the inbox. */
export const SIGNAL_INBOX = Symbol('SIGNAL_INBOX');

/** Queues jobs for rows that are committed to the inbox. Never throws: a sweep queues what was not. */
export type SignalInbox = (rows: InboxRow[]) => void;
