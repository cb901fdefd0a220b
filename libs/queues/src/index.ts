export {
  assertEngineFit,
  EngineError,
  migrateQueueTables,
  openEngine,
  type Engine,
  type EngineKind,
} from './engine.js';
export { queuePrefix, Queues, retryDelayMs } from './queues.js';
export { createOutageLog } from './outage-log.js';
