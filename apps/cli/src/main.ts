import { describeFailure, loadConfig } from '#config';
import { HydraError } from '#contract';
import type { PrismaCommand } from './prisma-command.js';

/**
 * What can be asked of this program: `main.js <command> …`. Each gives the code to exit with, and is loaded only when it
 * is asked for.
 */
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  start: async () => (await import('./start.command.js')).start(),
  dev: async () => (await import('./dev.command.js')).dev(),
  demo: async () => (await import('./demo.command.js')).demo(),
  send: async (rest) => (await import('./send.command.js')).send(rest),
  migrate: async () => (await import('./migrate.command.js')).migrateDatabase(),
  keys: async (rest) => withPrisma((await import('./keys.command.js')).runKeysCommand, rest),
  workspaces: async (rest) =>
    withPrisma((await import('./workspaces.command.js')).runWorkspacesCommand, rest),
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
async function withPrisma(run: PrismaCommand, rest: readonly string[]): Promise<number> {
  const { createPrisma } = await import('#database');
  const { withDatabase } = await import('./with-database.js');
  return withDatabase(loadConfig(), async (pool) => {
    await run(rest, {
      prisma: await createPrisma(pool),
      print: (line) => void process.stdout.write(`${line}\n`),
    });
    return 0;
  });
}
