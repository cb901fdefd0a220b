/** What `npm run bench` runs: makes everything ready, then measures. With `--prepare` it stops before measuring. */
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';

chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { prepare } = await import('../../bin/prepare.mjs');
const { buildBench, generateTextbookClient } = await import('./prepare.mjs');
await prepare((line) => process.stderr.write(`${line}\n`));
generateTextbookClient();
buildBench();
if (!process.argv.includes('--prepare')) await import('../../dist/test/bench/main.js');
