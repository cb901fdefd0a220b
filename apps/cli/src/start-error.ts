import { OperatorError } from '#config';

/** Why Hydra cannot start or go on. The message is one line that says what happened and what to do. */
export class StartError extends OperatorError {
  override name = 'StartError';
}
