export * from './event.js';
export * from './queues.js';
export * from './error-codes.js';
export * from './warning-codes.js';
export * from './key-overlap.js';
export * from './product-usage.js';
export { explain, type Explanation } from './explain.js';
export { explainCode, liveStatuses, type LiveStatus } from './live-event.js';
export * as staffApi from './staff-api.js';
