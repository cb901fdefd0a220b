import type { LoadJob, LoadMessage } from './load-job.js';
import { announceReady } from '../system/ready.js';
import { Sender } from './sender.js';

/** The load process: takes one job at a time from its parent, and answers with the result. */
process.on('message', (job: LoadJob) => {
  void send(job).then((message) => process.send?.(message));
});
announceReady(0);

async function send(job: LoadJob): Promise<LoadMessage> {
  try {
    const sender = new Sender(job);
    await sender.prepare();
    return { done: await sender.run() };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
