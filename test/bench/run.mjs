/** What `npm run bench` runs: makes everything ready, then measures. */
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';

chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { prepare } = await import('../../bin/prepare.mjs');
await prepare((line) => process.stderr.write(`${line}\n`));
const { buildBench, generateTextbookClient } = await import('./prepare.mjs');
generateTextbookClient();
buildBench();
await import('../../dist/test/bench/main.js');
