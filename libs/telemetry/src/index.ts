/** What operators see of a process: its log, and what the workers have done. Writes `work_total`. */
export { createLogger, nestLogger, type Logger } from './logger.js';
export { readWorkTotals, WorkMeter, type WorkTotals } from './work-totals.js';
