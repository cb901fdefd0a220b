import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bareEnvironment, type Environment } from '#config';
import { collect } from '../support/program.js';
import type { Outcome } from './hydra-cli.js';

/** A checkout in small, whose tools are small programs of our own: nothing is fetched, and each says that it ran. */
const lock = JSON.stringify({
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } },
});
const tool = (name: string, makes: Record<string, string>): string =>
  [
    `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');`,
    `const { dirname } = require('node:path');`,
    `appendFileSync('ran', '${name} ');`,
    `for (const [file, text] of Object.entries(${JSON.stringify(makes)})) {`,
    `  mkdirSync(dirname(file), { recursive: true });`,
    `  writeFileSync(file, text);`,
    `}`,
  ].join('\n');
const failingNpm = (said: string): string => `console.error(${JSON.stringify(said)}); process.exit(1);`;
const files = {
  'package.json': '{}',
  'package-lock.json': lock,
  'apps/cli/src/main.ts': '// as it is',
  'tools/npm-cli.js': tool('npm', { 'node_modules/.package-lock.json': lock }),
  'node_modules/prisma/build/index.js': tool('prisma', { 'libs/database/src/generated/client.ts': '' }),
  'node_modules/@nestjs/cli/bin/nest.js': tool('nest', { 'dist/apps/cli/src/main.js': '' }),
};
const steps = [
  'Installing dependencies … (a minute or two, once)',
  'Generating the database client …',
  'Building …',
];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hydra-test-prepare-'));
  await cp('bin', join(folder, 'bin'), { recursive: true });
  for (const [file, text] of Object.entries(files)) await write(file, text);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

async function prepare(settings: Environment = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [join(folder, 'bin/hydra.mjs'), 'prepare'], {
    cwd: tmpdir(),
    env: { ...bareEnvironment(), npm_execpath: join(folder, 'tools/npm-cli.js'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

const told = (...lines: string[]): Outcome => ({
  code: 0,
  stdout: lines.map((line) => `${line}\n`).join(''),
  stderr: '',
});
const ran = (): Promise<string> => readFile(join(folder, 'ran'), 'utf8');

test('what is missing is made, once: a second time it says nothing and runs nothing', async () => {
  expect(await prepare()).toEqual(told(...steps));
  expect(await ran()).toBe('npm prisma nest ');
  expect(await prepare()).toEqual(told());
  expect(await ran()).toBe('npm prisma nest ');
});

test.each([
  ['apps/cli/src/main.ts', steps.slice(2)],
  // The client is a source of the build.
  ['prisma/schema.prisma', steps.slice(1)],
])('a change of %s makes anew what is made from it, and nothing else', async (file, made) => {
  await prepare();
  await write(file, '// changed');
  expect(await prepare()).toEqual(told(...made));
});

test.each([
  ['getaddrinfo ENOTFOUND registry', /^npm cannot reach its registry, .*try again\.\n$/],
  ['npm error code ENOSPC', /^The disk is full: Hydra needs 1 GB .*try again\.\n$/],
  ["npm error EACCES: permission denied, mkdir 'node_modules'", /^npm may not write to node_modules\..+\n$/],
  [
    'npm error code ETARGET\nnpm error No matching version found for a@1.0.0.',
    /^The dependencies could not be installed: No matching version found for a@1\.0\.0\.\n$/,
  ],
])('an install that fails with %j ends with 1 and one line that says what to do', async (said, line) => {
  await write('tools/npm-cli.js', failingNpm(said));
  const { code, stdout, stderr } = await prepare();
  expect({ code, stdout }).toEqual({ code: 1, stdout: `${steps[0]}\n` });
  expect(stderr).toMatch(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
