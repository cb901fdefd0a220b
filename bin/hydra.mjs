/**
 * What `npm start` and its like run: makes sure that dependencies, the Prisma client and the build are there and up to
 * date, then runs the command. Plain JavaScript without dependencies, because nothing may be installed yet.
 */
import { chdir, exit, stderr, stdout, versions } from 'node:process';

const [major, minor] = versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stderr.write(
    `Hydra needs Node 20.19 or newer; this is ${versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  exit(1);
}

const { fileURLToPath, pathToFileURL } = await import('node:url');
const { prepare, PrepareError } = await import('./prepare.mjs');

chdir(fileURLToPath(new URL('..', import.meta.url)));
const [command = 'start'] = process.argv.slice(2);

try {
  await prepare((line) => stdout.write(`${line}\n`));
} catch (error) {
  stderr.write(`${error instanceof PrepareError ? error.message : error.stack}\n`);
  exit(1);
}
// In this same process: one less between the terminal's Ctrl-C and whoever has to hear it.
if (command !== 'prepare') await import(pathToFileURL('dist/apps/cli/src/main.js').href);
