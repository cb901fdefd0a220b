/** What is odd about what senders send, counted. Writes `warning`. */
export { listWarnings, type WarningPage } from './list-warnings.js';
export { WarningMeter, type Warn, type Warned } from './warning-meter.js';
