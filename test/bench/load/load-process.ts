import { once } from 'node:events';
import { startChild, type Child } from '../system/child.js';
import type { LoadJob, LoadMessage, LoadResult } from './load-job.js';

/** The sender in a process of its own, kept for the whole run so that its code is compiled and warm. */
export class LoadProcess {
  private constructor(private readonly child: Child) {}

  static async start(): Promise<LoadProcess> {
    return new LoadProcess(await startChild(new URL('./load.js', import.meta.url)));
  }

  /** Sends one job's events; resolves when the last request was answered. Throws on an unexpected answer. */
  async run(job: LoadJob): Promise<LoadResult> {
    const answer = once(this.child.process, 'message');
    this.child.process.send(job);
    const [message]: LoadMessage[] = await answer;
    if (message === undefined) throw new Error('the load process gave no answer');
    if ('failed' in message) throw new Error(message.failed);
    return message.done;
  }

  get pid(): number {
    return this.child.pid;
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }
}
