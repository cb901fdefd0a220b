type Close = () => Promise<unknown>;

/** Things that were started and have to be stopped, the last one first. */
export class Closers {
  private readonly starting = new Set<Promise<unknown>>();
  private readonly pending: Close[] = [];

  /** Waits for a start and remembers how it is undone. */
  async keep<T>(starting: Promise<T>, close: (started: T) => Promise<unknown>): Promise<T> {
    this.starting.add(starting);
    try {
      const started = await starting;
      this.pending.push(() => close(started));
      return started;
    } finally {
      this.starting.delete(starting);
    }
  }

  /** Stops everything, what is just being started too, even when some of it fails; throws the first error at the end. */
  async close(): Promise<void> {
    await Promise.allSettled(this.starting);
    const errors: unknown[] = [];
    for (const close of this.pending.splice(0).toReversed()) {
      // One after the other: a service is stopped before the database that it uses.
      // oxlint-disable-next-line no-await-in-loop
      await close().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}
