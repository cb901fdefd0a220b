import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { loadConfig, type Config } from '#config';
import { createPool } from '#database';
import { openDatabase } from './database.js';
import { findKeyOwner, getFolderKey } from './folder-key.js';
import { parseSendArguments, sendUsage, type SendRequest } from './send/arguments.js';
import { findKnown, follow, type Fate } from './send/follow.js';
import { describeOutcome } from './send/outcome.js';
import { postCall, type Answer } from './send/post.js';
import { StartError } from './start-error.js';
import { findRunning } from './start-lock.js';

type Print = (name: string, text: string) => void;

const nameWidth = 10;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * `npm run send`: posts one call and prints what became of it, as far as the database of this folder can tell.
 * The code to exit with comes out: 0 when it was accepted and dealt with, or is known to be on its way.
 * @throws StartError in one line, with the usage after it where the arguments are wrong
 */
export async function send(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${sendUsage}\n`);
    return 0;
  }
  const config = loadConfig();
  const request = parseSendArguments(args, `send-${randomUUID()}`);
  const print: Print = (name, text) => void process.stdout.write(`  ${name.padEnd(nameWidth)} ${text}\n`);
  const running = await findRunning(config.dataDir);
  const apiUrl = request.url?.origin ?? running ?? `http://localhost:${config.port}`;
  const key = request.key ?? config.key;
  const databaseKnown = running !== null || config.databaseUrl !== null;
  if (databaseKnown)
    return withPool(config, (pool) => sendHere(pool, { config, request, apiUrl, key, print }));
  if (key === null) throw new StartError(needsKey(request, apiUrl));
  return sendElsewhere({ request, apiUrl, key, print });
}

function needsKey({ url }: SendRequest, apiUrl: string): string {
  return url === null
    ? 'Hydra is not running in this folder. Start it with npm start, or say where it is with --url and --key.'
    : `Say with which API key ${apiUrl} is to be called: --key, or HYDRA_KEY.`;
}

/** The database is ours, so a key can be had, and the event followed through it. */
async function sendHere(
  pool: pg.Pool,
  options: { config: Config; request: SendRequest; apiUrl: string; key: string | null; print: Print },
): Promise<number> {
  const { config, request, apiUrl, print } = options;
  if (options.key === null && !loopback.has(new URL(apiUrl).hostname))
    throw new StartError(needsKey(request, apiUrl));
  const key = options.key ?? (await getFolderKey(pool, config.dataDir)).key;
  const workspaceId = await findKeyOwner(pool, key);
  if (workspaceId === null) return sendElsewhere({ request, apiUrl, key, print });
  const known = await findKnown(pool, workspaceId, request);
  const answer = await postCall(apiUrl, key, request);
  printAnswer(answer, request, print);
  if (answer.refusal !== null) return 1;
  const fate: Fate =
    known === null ? await follow(pool, workspaceId, request) : { kind: 'known', receivedAt: known };
  return printFate(fate, print);
}

/** The database is not ours: what the API says is all that can be told. */
async function sendElsewhere(options: {
  request: SendRequest;
  apiUrl: string;
  key: string;
  print: Print;
}): Promise<number> {
  const { request, print } = options;
  const answer = await postCall(options.apiUrl, options.key, request);
  printAnswer(answer, request, print);
  if (answer.refusal !== null) return 1;
  print('then', 'not followed: the key is of another database than that of this folder');
  return 0;
}

function printAnswer({ status, ms, refusal }: Answer, { type, call }: SendRequest, print: Print): void {
  print('sent', `${type}, message id ${call.messageId}`);
  if (refusal === null) print('accepted', `${status} in ${ms.toFixed(0)} ms`);
  else print('refused', `${status} ${refusal.code}: ${refusal.message}`);
}

function printFate(fate: Fate, print: Print): number {
  switch (fate.kind) {
    case 'stored':
      print('stored', `within ${fate.ms.toFixed(0)} ms of that`);
      for (const [name, text] of describeOutcome(fate.story)) print(name, text);
      return 0;
    case 'left out':
      print('left out', 'whoever it is of is suppressed, or was erased since it happened');
      return 0;
    case 'known':
      print(
        'known',
        `a call with this message id came in at ${fate.receivedAt.toISOString()}; a repetition changes nothing`,
      );
      return 0;
    case 'dead letter':
      print('not stored', `it became a dead letter: ${fate.story.reason}`);
      return 1;
    case 'waiting':
      print(
        'waiting',
        `still in the inbox after ${(fate.ms / 1_000).toFixed(0)} s. It is safe there, but no worker gets to it: are they running?`,
      );
      return 1;
  }
}

async function withPool<Result>(config: Config, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const { url, embedded } = await openDatabase(config, () => undefined);
  const pool = createPool(url, { max: 2, applicationName: 'hydra-send' });
  try {
    return await work(pool);
  } finally {
    await pool.end();
    if (embedded !== null && !embedded.adopted) await embedded.stop();
  }
}
