import { randomUUID } from 'node:crypto';
import { createKey } from '#keys';
import { createScanner } from '#scanners';
import { createStaff } from '#staff';
import type { TestDatabase } from './database.js';

/** A workspace of a test's own. */
export interface Workspace {
  readonly id: number;
  /** A live API key of its Segment integration. */
  readonly key: string;
  /** The header that authenticates a sender. */
  readonly authorization: string;
  /** A sign-in that belongs to it; null unless asked for, since hashing a password takes a while. */
  readonly staff: { readonly email: string; readonly password: string } | null;
  /** Null unless it counts product usage. */
  readonly scannerId: number | null;
}

/** What a workspace is to have beside a key. */
export interface WorkspaceOptions {
  /** Whether a Product Usage Scanner counts; yes unless told. */
  readonly counts?: boolean;
  readonly withStaff?: boolean;
  readonly timeZone?: string;
}

/** Makes a workspace as a first start of Hydra would. */
export async function createWorkspace(
  { prisma }: Pick<TestDatabase, 'prisma'>,
  { counts = true, withStaff = false, timeZone = 'UTC' }: WorkspaceOptions = {},
): Promise<Workspace> {
  const { id } = await prisma.workspace.create({ data: { name: 'Test', timeZone } });
  await prisma.integration.create({ data: { workspaceId: id, kind: 'segment' } });
  const { key } = await createKey(prisma, { workspaceId: id, name: 'Test', createdBy: 'test' });
  const scanner = counts
    ? await createScanner(prisma, { workspaceId: id, name: 'Product usage', actor: 'test' })
    : null;
  const staff = withStaff ? { email: `staff-${id}@example.com`, password: `secret-${randomUUID()}` } : null;
  if (staff !== null) await createStaff(prisma, { workspaceId: id, ...staff });
  return { id, key, authorization: basic(key), staff, scannerId: scanner?.id ?? null };
}

/** The header of Basic authentication as Segment sends it: the key as user name, and no password. */
export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
