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
/** EnqueueRecount: queues the recount of a scanner. */
export const ENQUEUE_RECOUNT = Symbol('ENQUEUE_RECOUNT');

/** Queues the recount of a scanner, after the commit that created it. Where it fails, a sweep does it later. */
export type EnqueueRecount = (workspaceId: number, scannerId: number) => Promise<void>;
