import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const program = fileURLToPath(new URL('browser.js', import.meta.url));
const printed = z.object({ anonymousId: z.string(), events: z.array(z.string()) });

/** What a page with Segment's library for browsers has delivered; events as `type messageId`. */
export type Visit = z.infer<typeof printed>;

/** Opens a page that runs this code, and closes it when everything it sent has been answered. */
export async function visitPage(baseUrl: string, writeKey: string, code: string): Promise<Visit> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, baseUrl, writeKey, code], {
    timeout: 30_000,
    env: {},
  });
  return printed.parse(JSON.parse(stdout));
}
