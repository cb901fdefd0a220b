import { spawn } from 'node:child_process';
import { sep } from 'node:path';
import { start } from './start.command.js';
import type { System } from './system.js';
import type { Terminal } from './terminal.js';
import { watchFolders } from './watch-folders.js';

/** Editors save in several steps. */
const settleMs = 200;
const buildTimeoutMs = 60_000;

/** `npm run dev`: as `npm start`, and what is changed is built and runs at once. The code to exit with comes out. */
export function dev(): Promise<number> {
  return start({ onReady: rebuildOnChange });
}

function rebuildOnChange(system: System, terminal: Terminal): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  const rebuild = async (): Promise<void> => {
    const projects = [...changed];
    changed.clear();
    if (projects.length === 0) return;
    const problem = await build(projects);
    if (problem === null) system.restart();
    terminal.note(problem ?? `Built ${projects.join(', ')}; restarted.`);
  };
  for (const folder of ['apps', 'libs']) {
    watchFolders(folder, {
      onChange: (file) => {
        if (!file.endsWith('.ts') || file.includes(`${sep}generated${sep}`)) return;
        const [project = ''] = file.split(sep);
        changed.add(project);
        clearTimeout(timer);
        timer = setTimeout(() => {
          building = building.then(rebuild);
        }, settleMs);
      },
      onError: (error) => terminal.note(`Changes in ${folder} are not seen: ${error.message}`),
    });
  }
  terminal.note('Watching apps and libs.');
}

/** Builds these projects; what the compiler says comes out when it fails, else null. */
async function build(projects: readonly string[]): Promise<string | null> {
  const child = spawn(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', ...projects], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: buildTimeoutMs,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  return code === 0
    ? null
    : `The build failed:\n${output.split(/^(?:Caused by|Stack backtrace):/m)[0]?.trim() ?? ''}`;
}
