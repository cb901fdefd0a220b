import { environment, loadConfig, type Config } from '#config';
import { openDatabase } from './database.js';
import { runDemo } from './demo/run-demo.js';
import { findRunning } from './start-lock.js';
import { start } from './start.command.js';
import { aborted, listenForStop } from './stop-request.js';
import { openTerminal } from './terminal.js';

/** What a quarter of events needs to be sent in seconds; the limit of a running Hydra is left as it is. */
const demoRateLimit = '100000';

/**
 * `npm run demo`: as `npm start`, and a quarter of a small B2B product is sent. Where Hydra runs in this folder
 * already, it is sent to that one. The code to exit with comes out.
 */
export async function demo(): Promise<number> {
  const config = loadConfig();
  const running = await findRunning(config.dataDir);
  if (running !== null) return sendTo(running, config);
  const asked = environment()['HYDRA_RATE_LIMIT'] !== undefined;
  return start({
    settings: asked ? {} : { HYDRA_RATE_LIMIT: demoRateLimit },
    onReady: ({ apiUrl, databaseUrl }, terminal) => {
      const { stop } = listenForStop();
      runDemo({ apiUrl, databaseUrl, dataDir: config.dataDir, signal: stop, print: terminal.text }).then(
        () => {
          if (!stop.aborted) terminal.text(['  Hydra keeps running. Ctrl-C stops everything.', '']);
        },
        (error: unknown) => {
          if (!stop.aborted)
            terminal.note(`The demo broke off: ${error instanceof Error ? error.message : String(error)}`);
        },
      );
    },
  });
}

async function sendTo(apiUrl: string, config: Config): Promise<number> {
  const terminal = openTerminal();
  const { stop, atOnce } = listenForStop();
  void aborted(atOnce).then(() => process.exit(1));
  terminal.text(['', `  Hydra is running in this folder (${apiUrl}); the demo is sent to it.`, '']);
  const { url } = await openDatabase(config, terminal.note);
  await runDemo({ apiUrl, databaseUrl: url, dataDir: config.dataDir, signal: stop, print: terminal.text });
  if (stop.aborted) terminal.text(['', '  The demo was broken off; run it again to send the rest.', '']);
  return stop.aborted ? 1 : 0;
}
