import { isRunByNpm } from '#config';

/** What the person at the terminal, or the system, wants of us. */
export interface StopRequest {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly stop: AbortSignal;
  /** Aborted by a second one. */
  readonly atOnce: AbortSignal;
}

/** npm passes a Ctrl-C on that the terminal has sent us already: the same wish, told twice. */
const sameWishMs = 800;
const parentPollMs = 300;

/** Listens for signals from now on. */
export function listenForStop(): StopRequest {
  const stop = new AbortController();
  const atOnce = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      firstAt = Date.now();
      stop.abort();
    } else if (Date.now() - firstAt > sameWishMs) {
      atOnce.abort();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (isRunByNpm()) onOrphaned(() => stop.abort());
  return { stop: stop.signal, atOnce: atOnce.signal };
}

/** npm hands a SIGTERM to the shell between us, which ends without passing it on: we then have another parent. */
function onOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, parentPollMs).unref();
}

/** Settles once the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
