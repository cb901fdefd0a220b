import { describeFailure, loadConfig } from '#config';
import { HydraError } from '#contract';
import { createPrisma } from '#database';
import { demo } from './demo.command.js';
import { dev } from './dev.command.js';
import { runKeysCommand } from './keys.command.js';
import { migrateDatabase } from './migrate.command.js';
import type { PrismaCommand } from './prisma-command.js';
import { send } from './send.command.js';
import { start } from './start.command.js';
import { withDatabase } from './with-database.js';
import { runWorkspacesCommand } from './workspaces.command.js';

/** What can be asked of this program: `main.js <command> …`. Each gives the code to exit with. */
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  start: () => start(),
  dev: () => dev(),
  demo: () => demo(),
  send: (rest) => send(rest),
  migrate: () => migrateDatabase(),
  keys: (rest) => withPrisma(runKeysCommand, rest),
  workspaces: (rest) => withPrisma(runWorkspacesCommand, rest),
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
  process.stderr.write(`${error instanceof HydraError ? error.message : describeFailure(error)}\n`);
  process.exit(1);
}

/** Runs a command that needs the database and nothing else. */
function withPrisma(run: PrismaCommand, rest: readonly string[]): Promise<number> {
  return withDatabase(loadConfig(), async (pool) => {
    await run(rest, {
      prisma: await createPrisma(pool),
      print: (line) => void process.stdout.write(`${line}\n`),
    });
    return 0;
  });
}
