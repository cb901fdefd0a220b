import { parseArgs } from 'node:util';
import type { PrismaClient } from '#database';
import { HydraError } from '#contract';
import { createKey, listKeys, revokeKey, type ListedKey } from '#keys';

/** What the command needs of its surroundings. */
export interface KeysCommandContext {
  readonly prisma: PrismaClient;
  /** Takes one line for the person who typed the command. */
  readonly print: (line: string) => void;
}

/** What to type. */
export const keysUsage = [
  'npm run keys -- create --name <name>   Creates an API key and shows it, once.',
  'npm run keys -- list                   Lists the keys.',
  'npm run keys -- revoke <id>            Revokes a key; it is refused within a minute.',
  'Each takes --workspace <number> where there is more than one workspace.',
].join('\n');

/**
 * Creates, lists or revokes API keys, as the arguments say.
 * @returns the exit code: 0 when it was done, 1 when the arguments or the state did not allow it, which is then printed
 */
export async function runKeysCommand(args: readonly string[], context: KeysCommandContext): Promise<number> {
  try {
    const { values, positionals } = readArguments(args);
    const workspaceId = await findWorkspace(context.prisma, values.workspace);
    await run(positionals, { ...context, workspaceId, name: values.name });
    return 0;
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    context.print(error.message);
    return 1;
  }
}

type Run = KeysCommandContext & { workspaceId: number; name: string | undefined };

async function run(
  [verb, id, ...rest]: readonly string[],
  { prisma, print, workspaceId, name }: Run,
): Promise<void> {
  if (verb === 'create' && id === undefined && name !== undefined && name.trim() !== '') {
    const created = await createKey(prisma, { workspaceId, name: name.trim(), createdBy: 'command line' });
    print(`Created the API key "${created.name}" (${created.id}). It is shown this once:`);
    print(created.key);
  } else if (verb === 'list' && id === undefined) {
    for (const line of table(await listKeys(prisma, workspaceId))) print(line);
  } else if (verb === 'revoke' && id !== undefined && rest.length === 0) {
    await revokeKey(prisma, { workspaceId, id: readId(id) });
    print(`Revoked the API key ${id}. It is refused everywhere within a minute.`);
  } else {
    throw wrong(keysUsage);
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: 'string' }, workspace: { type: 'string' } },
    });
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : String(error)}\n${keysUsage}`);
  }
}

async function findWorkspace(prisma: PrismaClient, asked: string | undefined): Promise<number> {
  if (asked !== undefined) {
    const id = /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
    if ((await prisma.workspace.count({ where: { id } })) === 1) return id;
    throw wrong(`There is no workspace ${asked}.`);
  }
  const [first, second] = await prisma.workspace.findMany({
    orderBy: { id: 'asc' },
    take: 2,
    select: { id: true },
  });
  if (first === undefined)
    throw wrong('There is no workspace yet. Run npm start once: it makes the first one.');
  if (second !== undefined)
    throw wrong('There is more than one workspace. Say which one with --workspace <number>.');
  return first.id;
}

function readId(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw wrong(`"${text}" is not the id of a key. npm run keys -- list shows the ids.`);
}

function table(keys: readonly ListedKey[]): string[] {
  if (keys.length === 0) return ['There are no API keys.'];
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.hint,
    moment(key.createdAt),
    key.lastUsedAt === null ? 'never' : moment(key.lastUsedAt),
    key.revokedAt === null ? 'live' : `revoked ${moment(key.revokedAt)}`,
  ]);
  return align([['ID', 'NAME', 'KEY', 'CREATED', 'LAST USED', 'STATE'], ...rows]);
}

const moment = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

function align(rows: readonly string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const wrong = (message: string): HydraError => new HydraError('invalid_request', { message });
