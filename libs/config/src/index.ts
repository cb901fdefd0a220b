/** The outside of a process: its settings, and when it is ready and has to stop. The only reader of `process.env`. */
export { ConfigError, listUnknownSettings, loadConfig, type Config } from './config.js';
export type { AddressPolicy } from './settings.js';
export { envExample } from './env-example.js';
export {
  bareEnvironment,
  childEnvironment,
  environment,
  isRunByNpm,
  type Environment,
} from './environment.js';
export { describeFailure, explainFailures, OperatorError } from './failure.js';
export { nodeOptions } from './node-options.js';
export { announceReady, onStopRequest, type StopReason } from './shutdown.js';
