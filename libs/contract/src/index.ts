export * from './event.js';
export * from './queues.js';
export * from './error-codes.js';
export * from './warning-codes.js';
export * from './key-overlap.js';
export * from './product-usage.js';
export * from './regulation.js';
export * as staffApi from './staff-api.js';
