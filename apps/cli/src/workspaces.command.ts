import { z } from 'zod';
import { listWorkspaces, resumeWorkspace, suspendWorkspace, type ListedWorkspace } from '#workspaces';
import { makeWorkspaceIn, makeWorkspaceOptions } from './make-workspace.js';
import {
  align,
  commandLineActor as actor,
  minute,
  readArguments,
  wrong,
  type CommandContext,
  type PrismaCommand,
} from './prisma-command.js';

/** What to type. */
const workspacesUsage = [
  'npm run workspaces -- list                                         Lists the workspaces.',
  'npm run workspaces -- create --name <name> --admin-email <email>   Creates one, with a sign-in and an API key,',
  '                                                                   which are shown once.',
  'npm run workspaces -- suspend <number>                             Refuses what is sent to it, within a minute.',
  'npm run workspaces -- resume <number>                              Takes it again, within a minute.',
].join('\n');

const options = { name: { type: 'string' }, 'admin-email': { type: 'string' } } as const;

/** Lists, creates, suspends or resumes workspaces, as the arguments say. @throws HydraError */
export const runWorkspacesCommand: PrismaCommand = async (args, context) => {
  const { values, positionals } = readArguments(args, options, workspacesUsage);
  const [verb, number, ...rest] = positionals;
  const name = values.name?.trim() ?? '';
  const email = values['admin-email'];
  const { prisma, print } = context;
  if (verb === 'create' && number === undefined && name !== '' && email !== undefined)
    return create(context, name, readEmail(email));
  if (Object.keys(values).length > 0 || rest.length > 0) throw wrong(workspacesUsage);
  if (verb === 'list' && number === undefined) {
    for (const line of table(await listWorkspaces(prisma))) print(line);
  } else if (verb === 'suspend' && number !== undefined) {
    await suspendWorkspace(prisma, { id: readNumber(number), actor });
    print(`Suspended the workspace ${number}. What is sent to it is refused everywhere within a minute.`);
  } else if (verb === 'resume' && number !== undefined) {
    await resumeWorkspace(prisma, { id: readNumber(number), actor });
    print(`Resumed the workspace ${number}. What is sent to it is taken everywhere within a minute.`);
  } else {
    throw wrong(workspacesUsage);
  }
};

async function create({ prisma, print }: CommandContext, name: string, adminEmail: string): Promise<void> {
  const asked = { name, adminEmail, adminPassword: null, keyName: 'First key', actor };
  const made = await prisma.$transaction((tx) => makeWorkspaceIn(tx, asked), makeWorkspaceOptions);
  print(
    `Created the workspace "${made.workspaceName}" (${made.workspaceId}). The password and the key are shown this once:`,
  );
  print(`Sign-in   ${made.staffEmail}`);
  print(`Password  ${made.staffPassword ?? ''}`);
  print(`API key   ${made.apiKey}`);
}

function table(workspaces: readonly ListedWorkspace[]): string[] {
  if (workspaces.length === 0) return ['There are no workspaces.'];
  const rows = workspaces.map(({ id, name, createdAt, suspendedAt }) => [
    String(id),
    name,
    minute(createdAt),
    suspendedAt === null ? 'open' : `suspended ${minute(suspendedAt)}`,
  ]);
  return align([['NUMBER', 'NAME', 'CREATED', 'STATE'], ...rows]);
}

function readNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrong(`"${text}" is not the number of a workspace. npm run workspaces -- list shows the numbers.`);
}

function readEmail(text: string): string {
  const email = z.email().safeParse(text.trim());
  if (email.success) return email.data;
  throw wrong(`--admin-email is "${text}", which is no e-mail address.`);
}
