import { ConfigError, loadConfig } from '#config';
import { createPrisma, DatabaseError } from '#database';
import { EngineError } from '#queues';
import { demo } from './demo.command.js';
import { dev } from './dev.command.js';
import { runKeysCommand } from './keys.command.js';
import { migrateDatabase } from './migrate.command.js';
import { send } from './send.command.js';
import { start } from './start.command.js';
import { StartError } from './start-error.js';
import { withDatabase } from './with-database.js';

/** What can be asked of this program: `main.js <command> …`. Each gives the code to exit with. */
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  start: () => start(),
  dev: () => dev(),
  demo: () => demo(),
  send: (rest) => send(rest),
  migrate: () => migrateDatabase(),
  keys: (rest) =>
    withDatabase(loadConfig(), async (pool) =>
      runKeysCommand(rest, {
        prisma: await createPrisma(pool),
        print: (line) => void process.stdout.write(`${line}\n`),
      }),
    ),
};

const [name = 'start', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (command === undefined) {
  process.stderr.write(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.\n`);
  process.exit(1);
}
try {
  process.exit(await command(args));
} catch (error) {
  process.stderr.write(`${messageFor(error)}\n`);
  process.exit(1);
}

/** One line for what a person can mend; everything else is our own mistake, and its trace is needed to mend that. */
function messageFor(error: unknown): string {
  const expected = [ConfigError, DatabaseError, EngineError, StartError].some(
    (kind) => error instanceof kind,
  );
  if (error instanceof Error && expected) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return `The disk is full (${error.message}). Free some space, or set HYDRA_DATA_DIR to a larger disk.`;
  }
  return `Hydra ended on an unexpected error. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
