import { HydraError } from '#contract';

/** Lets a few pieces of work through at a time; the others wait in line, and beyond a bound are turned away. */
export class Turnstile {
  private inside = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly insideMax: number,
    private readonly waitingMax: number,
  ) {}

  /** Runs the work when its turn comes. @throws HydraError overloaded when the line is too long */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inside >= this.insideMax) await this.wait();
    else this.inside += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes meanwhile takes it from the one whose turn it is.
      const next = this.line.shift();
      if (next) next();
      else this.inside -= 1;
    }
  }

  private wait(): Promise<void> {
    if (this.line.length >= this.waitingMax) throw new HydraError('overloaded', { retryAfterSeconds: 2 });
    return new Promise((done) => this.line.push(done));
  }
}
