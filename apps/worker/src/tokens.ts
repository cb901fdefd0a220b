/** What a worker process is given from outside. */
export const POOL = Symbol('POOL');
export const ENGINE = Symbol('ENGINE');
export const QUEUES = Symbol('QUEUES');
export const LOGGER = Symbol('LOGGER');
/** UpkeepOutside of `upkeep/tasks.ts`. */
export const UPKEEP_OUTSIDE = Symbol('UPKEEP_OUTSIDE');
