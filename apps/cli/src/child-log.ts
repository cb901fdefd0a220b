import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { copyFile, open, truncate } from 'node:fs/promises';
import { parseLogLine, type TellingLine } from './log-lines.js';

const rotateAtStartBytes = 10 * 1024 * 1024;
const rotateBytes = 64 * 1024 * 1024;
const readBytesMax = 256 * 1024;
const pollMs = 200;

/**
 * The log file of one child. The child writes to it itself, so that it can go on when the supervisor is gone; we read
 * along for what is worth telling, and keep the file from growing without bound (one older part stays beside it).
 */
export class ChildLog {
  private position = 0;
  private rest = '';
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    readonly file: string,
    private readonly onLine: (line: TellingLine) => void,
  ) {}

  /** Opens the file for a child about to be started, and hands over its descriptor; close it once the child has it. */
  openForChild(): { descriptor: number; close(): void } {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > rotateAtStartBytes) renameSync(this.file, `${this.file}.1`);
    const descriptor = openSync(this.file, 'a', 0o600);
    if (this.timer === undefined) this.position = statSync(this.file).size;
    else if (size > rotateAtStartBytes) this.position = 0;
    this.timer ??= setInterval(() => void this.read(), pollMs).unref();
    return { descriptor, close: () => closeSync(descriptor) };
  }

  /** Reads what has been written up to now. */
  read(): Promise<void> {
    this.reading = this.reading.then(() => this.readOn()).catch(() => undefined);
    return this.reading;
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async readOn(): Promise<void> {
    const handle = await open(this.file, 'r');
    try {
      const { size } = await handle.stat();
      if (size < this.position) this.position = 0;
      // A flood is skipped, not caught up with: it is in the file for whoever wants to read it.
      if (size - this.position > readBytesMax) this.position = size - readBytesMax;
      const { bytesRead, buffer } = await handle.read({
        buffer: Buffer.alloc(size - this.position),
        position: this.position,
      });
      this.position += bytesRead;
      const lines = (this.rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.rest = (lines.pop() ?? '').slice(-readBytesMax);
      for (const line of lines) {
        const telling = parseLogLine(line);
        if (telling !== null) this.onLine(telling);
      }
      if (size > rotateBytes) await this.rotate();
    } finally {
      await handle.close();
    }
  }

  /** The child keeps its descriptor, which appends; so the content is moved, not the file. */
  private async rotate(): Promise<void> {
    await copyFile(this.file, `${this.file}.1`);
    await truncate(this.file, 0);
    this.position = 0;
  }
}
