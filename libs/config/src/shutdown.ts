/** Why a process is asked to stop: by a signal, or because the supervisor that started it is gone. */
export type StopReason = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'supervisor gone';

/**
 * The one shutdown coordinator of a process: runs `stop` once, on the first signal or when the supervisor is gone,
 * and then ends the process: 0 when it was done in time, 1 when it failed or took longer than the grace period.
 * A second signal ends the process at once.
 */
export function onStopRequest(graceMs: number, stop: (reason: StopReason) => Promise<void>): void {
  let stopping = false;
  const request = (reason: StopReason): void => {
    if (stopping && reason !== 'supervisor gone') process.exit(1);
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    stop(reason).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => request(signal));
  onParentGone(() => request('supervisor gone'));
}

/** Calls back once the supervisor that started this process is gone. Without a supervisor it never does. */
export function onParentGone(callback: () => void): void {
  if (process.send === undefined) return;
  process.once('disconnect', callback);
  if (!process.connected) setImmediate(callback);
}

/** Tells the supervisor, if there is one, that this process is doing its work from now on. */
export function announceReady(): void {
  process.send?.({ ready: true }, undefined, undefined, () => undefined);
}
