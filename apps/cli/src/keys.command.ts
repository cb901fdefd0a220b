import type { KeyOverlap } from '#contract';
import type { PrismaClient } from '#database';
import { createKey, listKeys, revokeKey, rotateKey, type CreatedKey, type ListedKey } from '#keys';
import { readAddresses, readExpiry, readKeyId, readOverlap } from './keys/arguments.js';
import {
  align,
  commandLineActor,
  minute,
  readArguments,
  wrong,
  type CommandContext,
  type PrismaCommand,
} from './prisma-command.js';

/** What to type. */
const keysUsage = [
  'npm run keys -- create --name <name>   Creates an API key and shows it, once. --expires 30d limits its time,',
  '                                       --allow 203.0.113.0/24,… the addresses that it may be used from.',
  'npm run keys -- rotate <id>            Creates the key that takes its place, and shows it, once. --overlap now,',
  '                                       1h, 24h or 7d: for how long both are taken; 24h unless told.',
  'npm run keys -- list                   Lists the keys.',
  'npm run keys -- revoke <id>            Revokes a key; it is refused within a minute.',
  'Each takes --workspace <number> where there is more than one workspace.',
].join('\n');

const options = {
  name: { type: 'string' },
  expires: { type: 'string' },
  allow: { type: 'string' },
  overlap: { type: 'string' },
  workspace: { type: 'string' },
} as const;
/** The options that each verb takes, beside the workspace. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  create: ['name', 'expires', 'allow'],
  rotate: ['expires', 'overlap'],
  list: [],
  revoke: [],
};

const actor = commandLineActor;

/** Creates, rotates, lists or revokes API keys, as the arguments say. @throws HydraError */
export const runKeysCommand: PrismaCommand = async (args, context) => {
  const { values, positionals } = readArguments(args, options, keysUsage);
  const [verb = '', id, ...rest] = positionals;
  const { workspace, ...said } = values;
  const known = Object.hasOwn(optionsOf, verb) ? (optionsOf[verb] ?? []) : [];
  if (rest.length > 0 || Object.keys(said).some((option) => !known.includes(option))) throw wrong(keysUsage);
  const expiresAt = said.expires === undefined ? undefined : readExpiry(said.expires, Date.now());
  const name = said.name?.trim() ?? '';
  const run = { ...context, workspaceId: await findWorkspace(context.prisma, workspace) };
  if (verb === 'create' && id === undefined && name !== '')
    return create(run, { name, expiresAt, allowedAddresses: readAddresses(said.allow ?? '') });
  if (verb === 'list' && id === undefined) return list(run);
  if (verb === 'rotate' && id !== undefined)
    return rotate(run, { id: readKeyId(id), overlap: readOverlap(said.overlap ?? '24h'), expiresAt });
  if (verb === 'revoke' && id !== undefined) return revoke(run, readKeyId(id));
  throw wrong(keysUsage);
};

type Run = CommandContext & { workspaceId: number };
type NewKeyArguments = { name: string; expiresAt: Date | undefined; allowedAddresses: string[] };

async function create({ prisma, print, workspaceId }: Run, asked: NewKeyArguments): Promise<void> {
  const created = await createKey(prisma, { workspaceId, createdBy: actor, ...asked });
  print(`Created the API key "${created.name}" (${created.id}). It is shown this once:`);
  show(print, created);
}

async function rotate(
  { prisma, print, workspaceId }: Run,
  { id, overlap, expiresAt }: { id: string; overlap: KeyOverlap; expiresAt: Date | undefined },
): Promise<void> {
  const created = await rotateKey(prisma, { workspaceId, id, actor, overlap, expiresAt });
  print(
    `Created the API key "${created.name}" (${created.id}) in place of ${id}, ${untilWhen(overlap)}. It is shown this once:`,
  );
  show(print, created);
}

const untilWhen = (overlap: KeyOverlap): string =>
  overlap === 'now'
    ? 'which is refused everywhere within a minute'
    : `which is taken for another ${overlap.replace('h', ' h').replace('d', ' days')} at most`;

function show(print: CommandContext['print'], { key, expiresAt }: CreatedKey): void {
  print(key);
  if (expiresAt !== null) print(`It expires at ${minute(expiresAt)} UTC.`);
}

async function list({ prisma, print, workspaceId }: Run): Promise<void> {
  for (const line of table(await listKeys(prisma, workspaceId))) print(line);
}

async function revoke({ prisma, print, workspaceId }: Run, id: string): Promise<void> {
  await revokeKey(prisma, { workspaceId, id, actor });
  print(`Revoked the API key ${id}. It is refused everywhere within a minute.`);
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

function table(keys: readonly ListedKey[]): string[] {
  if (keys.length === 0) return ['There are no API keys.'];
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.hint,
    minute(key.createdAt),
    key.lastUsedAt === null ? 'never' : minute(key.lastUsedAt),
    key.allowedAddresses.join(',') || 'everywhere',
    stateOf(key),
  ]);
  return align([['ID', 'NAME', 'KEY', 'CREATED', 'LAST USED', 'FROM', 'STATE'], ...rows]);
}

function stateOf({ state, revokedAt, expiresAt, replacedBy }: ListedKey): string {
  if (revokedAt !== null) return `revoked ${minute(revokedAt)}`;
  const expiry = expiresAt === null ? '' : `${state === 'live' ? ', expires' : ''} ${minute(expiresAt)}`;
  return `${state}${expiry}${replacedBy === null ? '' : `, replaced by ${replacedBy}`}`;
}
