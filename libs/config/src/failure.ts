/**
 * What those who run Hydra can mend: a wrong setting, a database that is not there. The message is one line that says
 * what happened and what to do, and holds no secret.
 */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** One line for what a person can mend; everything else is our own mistake, and its trace is needed to mend that. */
export function describeFailure(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (!(error instanceof Error)) return `Something unexpected happened. ${String(error)}`;
  if (codeOf(error) === 'ENOSPC')
    return `The disk is full (${error.message}). Free some space, or set HYDRA_DATA_DIR to a larger disk.`;
  if ('syscall' in error && error.syscall === 'listen')
    return `Cannot listen there (${error.message}). Set HOST, PORT or HYDRA_METRICS_PORT to something else.`;
  return `Something unexpected happened. ${error.stack ?? error.message}`;
}

/**
 * From now on an error that nobody caught ends the process with 1, and with one line on the standard error where a person
 * can mend it.
 */
export function explainFailures(): void {
  process.once('uncaughtException', (error) => {
    process.stderr.write(`Hydra ended: ${describeFailure(error)}\n`, () => process.exit(1));
  });
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : null);
