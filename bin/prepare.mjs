/** Dependencies, Prisma client and build: each is made when what it is made from has changed, and left alone otherwise. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const installTimeoutMs = 20 * 60_000;
const buildTimeoutMs = 5 * 60_000;
/** Twice what the dependencies take, as npm keeps a copy of them in its cache. */
const installFreeMbMin = 1000;
const outputMax = 256 * 1024;

const generatedDir = 'libs/database/src/generated';
const lockFile = 'dist/.hydra-prepare.lock';
const stamps = { client: 'node_modules/.hydra-client', build: 'dist/.hydra-build' };

/** Why Hydra cannot be made ready: one line, followed by a tool's own words where these are needed. */
export class PrepareError extends Error {}

/**
 * Brings dependencies, Prisma client and build up to date.
 * @param {(line: string) => void} tell hears of each step that has to be done; of none when all is up to date
 * @throws {PrepareError}
 */
export async function prepare(tell) {
  if (isInstalled() && isGenerated() && isBuilt()) return;
  const release = await takeLock(tell);
  try {
    if (!isInstalled()) await install(tell);
    if (!isGenerated()) await generate(tell);
    if (!isBuilt()) await build(tell);
  } catch (error) {
    if (error.code === 'ENOSPC') throw new PrepareError(diskFull);
    throw error;
  } finally {
    release();
  }
}

const diskFull =
  'The disk is full: Hydra needs 1 GB for its dependencies, its build and its data. Free some space and try again.';

/** Whether node_modules holds what package-lock.json asks for, whoever installed it. */
function isInstalled() {
  const wanted = readJson('package-lock.json')?.packages;
  const present = readJson('node_modules/.package-lock.json')?.packages;
  if (wanted === undefined)
    throw new PrepareError('package-lock.json is missing or broken. Restore it from the repository.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, wish]) => {
    if (path === '' || wish.link) return true;
    const found = present[path];
    // npm leaves out what is meant for other machines.
    if (found === undefined) return Boolean(wish.optional || wish.devOptional || wish.peer);
    return found.version === wish.version && found.integrity === wish.integrity;
  });
}

async function install(tell) {
  // Asked beforehand, because npm itself goes on for minutes on a full disk and then reports success.
  const { bavail, bsize } = statfsSync('.');
  if ((bavail * bsize) / 1024 / 1024 < installFreeMbMin) throw new PrepareError(diskFull);
  tell('Installing dependencies … (a minute or two, once)');
  const npm = npmCommand();
  // Not `npm ci`, which refuses a lock file that was made where the registry lacks the builds for some other machines.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run(
    [...npm, 'install', '--no-save', '--include=dev', '--include=optional', ...quiet],
    installTimeoutMs,
  );
  if (code !== 0) throw new PrepareError(installMessage(code, output));
  if (!isInstalled())
    throw new PrepareError('npm did not install all dependencies. Remove node_modules and try again.');
}

function npmCommand() {
  // The npm that runs us, if one does: the right one, wherever it is.
  const own = process.env.npm_execpath;
  if (own !== undefined && /npm-cli\.c?js$/.test(own) && existsSync(own)) return [process.execPath, own];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function installMessage(code, output) {
  if (/ENOSPC|no space left/i.test(output)) return diskFull;
  if (code === null && /ENOENT/.test(output)) {
    return 'npm is not installed, or not on the PATH. It comes with Node: https://nodejs.org.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EIDLETIMEOUT/.test(output)) {
    return 'npm cannot reach its registry, so the dependencies could not be installed. Check the connection (and the proxy), then try again.';
  }
  if (/EACCES|EPERM/.test(output)) {
    return 'npm may not write to node_modules. Make this folder yours, or run Hydra as the user whose folder it is.';
  }
  const telling = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('code ') && !line.startsWith('A complete log'));
  return `The dependencies could not be installed: ${telling[0] ?? `npm ended with code ${code}`}`;
}

function isGenerated() {
  return existsSync(join(generatedDir, 'client.ts')) && readText(stamps.client) === clientFingerprint();
}

async function generate(tell) {
  tell('Generating the database client …');
  const { code, output } = await run(
    [process.execPath, 'node_modules/prisma/build/index.js', 'generate'],
    buildTimeoutMs,
    {
      // Prisma would download an engine that generating does not use; any file that exists keeps it from that.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  );
  if (code !== 0) throw new PrepareError(failure('The database client could not be generated', output));
  writeFileSync(stamps.client, clientFingerprint());
}

function clientFingerprint() {
  const version = readJson('node_modules/prisma/package.json')?.version;
  return hash([readText('prisma/schema.prisma'), readText('prisma.config.ts'), String(version)]);
}

function isBuilt() {
  return existsSync('dist/apps/cli/src/main.js') && readText(stamps.build) === sourceFingerprint();
}

async function build(tell) {
  tell('Building …');
  const fingerprint = sourceFingerprint();
  const { code, output } = await run(
    [process.execPath, 'node_modules/@nestjs/cli/bin/nest.js', 'build', '--all'],
    buildTimeoutMs,
  );
  if (code !== 0) throw new PrepareError(failure('Hydra could not be built', output));
  removeOrphans('dist/apps', 'apps');
  removeOrphans('dist/libs', 'libs');
  writeFileSync(stamps.build, fingerprint);
}

/** Names, sizes and times of all that the build reads. */
function sourceFingerprint() {
  const files = ['apps', 'libs'].flatMap(listFiles).filter((file) => /\.(ts|tsx|json|css|html)$/.test(file));
  const all = [...files, 'nest-cli.json', 'tsconfig.json', '.swcrc', 'package.json'].filter((file) =>
    existsSync(file),
  );
  return hash(
    all.toSorted().map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
}

/** A file that was deleted from the sources must not live on in the build. */
function removeOrphans(built, source) {
  if (!existsSync(built)) return;
  for (const file of listFiles(built).filter((name) => name.endsWith('.js'))) {
    const stem = join(source, file.slice(built.length + 1, -'.js'.length));
    if (existsSync(`${stem}.ts`) || existsSync(`${stem}.tsx`) || !file.includes('/src/')) continue;
    rmSync(file, { force: true });
    rmSync(`${file}.map`, { force: true });
  }
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path);
    return [path];
  });
}

/** Two starts at once must not install or build into each other. */
async function takeLock(tell) {
  for (let told = false; ;) {
    try {
      mkdirSync('dist', { recursive: true });
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if (error.code === 'ENOSPC') throw new PrepareError(diskFull);
      if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) {
        throw new PrepareError(
          'This folder cannot be written to. Make it yours, or run Hydra as the user whose folder it is.',
        );
      }
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isRunning(Number(readText(lockFile)))) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) tell('Waiting for another Hydra command that is installing or building …');
    told = true;
    await pause(200);
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs a tool to its end, quietly; its output matters only when it fails. */
function run([program, ...args], timeoutMs, environment = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      shell: program.endsWith('.cmd'),
    });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-outputMax);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => done({ code: null, output: `${error.code} ${error.message}` }));
    child.on('close', (code) => done({ code, output }));
  });
}

function failure(what, output) {
  if (/ENOSPC|no space left/i.test(output)) return diskFull;
  const [telling = ''] = output.split(/^(?:Caused by|Stack backtrace):/m);
  const lines = telling
    .split('\n')
    .filter((line) => line.trim() !== '' && !/SWC {2}Running|^Successfully/.test(line));
  return [`${what}:`, ...lines.slice(-30)].join('\n');
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function hash(parts) {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part).update('\0');
  return digest.digest('hex');
}
