/** Makes ready what only the benchmark needs: the Prisma client of the textbook service, and the compiled benchmark. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = 'test/bench/rivals/textbook/schema.prisma';
const client = 'test/bench/rivals/textbook/generated/client.ts';
const toolTimeoutMs = 2 * 60_000;

/** Generates the textbook service's Prisma client where it is missing or older than its schema. */
export function generateTextbookClient() {
  if (existsSync(root + client) && statSync(root + client).mtimeMs > statSync(root + schema).mtimeMs) return;
  // Prisma would download an engine that generating does not use; any file that exists keeps it from that.
  run('prisma/build/index.js', ['generate', `--schema=${schema}`], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  });
}

/** Compiles the benchmark to `dist/test/bench`. */
export function buildBench() {
  run(
    '@swc/cli/bin/swc.js',
    ['test/bench', '--out-dir=dist', '--config-file=.swcrc', '--quiet', '--ignore=**/*.mjs'],
    {},
  );
}

function run(tool, args, environment) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${tool}`, ...args], {
    cwd: root,
    env: { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', ...environment },
    timeout: toolTimeoutMs,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${tool} ${args[0]} failed:\n${stdout}${stderr}`);
}
