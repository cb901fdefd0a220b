import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFolders } from '../../apps/cli/src/watch-folders.js';
import { eventually } from '../support/eventually.js';

let folder: string;
let stop: () => void;
const heard: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hydra-test-watch-'));
  await mkdir(join(folder, 'api/src'), { recursive: true });
  await writeFile(join(folder, 'api/src/main.ts'), '0');
  heard.length = 0;
  stop = watchFolders(folder, {
    onChange: (path) => heard.push(path),
    onError: (error) => {
      throw error;
    },
  });
});

afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

/** Writes a file as editors do that put another in its place. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(join(folder, `${path}.next`), text);
  await rename(join(folder, `${path}.next`), join(folder, path));
}

async function expectHeard(path: string, work: () => Promise<unknown>): Promise<void> {
  heard.length = 0;
  await work();
  await eventually(`${path} is heard of`, () => heard.includes(path), 10_000);
}

test('every change of a file is heard of, however it is written and however often', async () => {
  const main = 'api/src/main.ts';
  for (const text of ['1', '2', '3']) {
    await expectHeard(main, () => replace(main, text));
    await expectHeard(main, () => writeFile(join(folder, main), `${text} in place`));
  }
  await expectHeard(main, () => rm(join(folder, main)));
});

test('files in folders that are made later, or made again, are heard of too', async () => {
  const main = join(folder, 'worker/src/main.ts');
  for (const text of ['1', '2']) {
    await expectHeard('worker/src/main.ts', async () => {
      await mkdir(join(folder, 'worker/src'), { recursive: true });
      await writeFile(main, text);
    });
    await expectHeard('worker/src/main.ts', () => writeFile(main, `${text} in place`));
    await expectHeard('worker', () => rm(join(folder, 'worker'), { recursive: true }));
  }
});
