import { listUnknownSettings, loadConfig } from '#config';
import { makeFirstRun } from './make-first-run.js';
import { aborted, listenForStop } from './stop-request.js';
import { startSystem, type System, type SystemOptions } from './system.js';
import { openTerminal, type Terminal } from './terminal.js';

/** What may differ from a plain `npm start`. */
export type StartParts = Partial<Pick<SystemOptions, 'programs' | 'settings' | 'setUpFirstRun'>> & {
  /** Called once everything is ready. */
  readonly onReady?: (system: System, terminal: Terminal) => void;
};

/** `npm start`: runs Hydra until somebody stops it. The code to exit with comes out. */
export async function start({ onReady, ...parts }: StartParts = {}): Promise<number> {
  const config = loadConfig();
  const terminal = openTerminal();
  const request = listenForStop();
  const began = performance.now();
  for (const name of listUnknownSettings())
    terminal.note(`${name} is not a setting of Hydra; .env.example lists them.`);
  const options = { config, terminal, signal: request.stop, setUpFirstRun: makeFirstRun, ...parts };
  const system = await startSystem(options).catch((error: unknown) => {
    if (!request.stop.aborted) throw error;
    terminal.note('Stopped while starting.');
    return null;
  });
  if (system === null) return 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  terminal.text(['', `  Ready in ${seconds} s. Ctrl-C stops everything.`, '']);
  onReady?.(system, terminal);
  await aborted(request.stop);
  const stopBegan = performance.now();
  terminal.note('Stopping: finishing what was accepted …');
  const stopped = system.stop();
  await Promise.race([stopped, aborted(request.atOnce).then(() => system.stopAtOnce())]);
  terminal.note(`Stopped after ${((performance.now() - stopBegan) / 1000).toFixed(1)} s.`);
  return 0;
}
