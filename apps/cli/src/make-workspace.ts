import { randomBytes } from 'node:crypto';
import type { Prisma } from '#database';
import { createIntegrationIn, createKeyIn } from '#keys';
import { createScannerIn } from '#scanners';
import { createStaff } from '#staff';
import { createWorkspaceIn } from '#workspaces';

/** Waiting for the lock of the scanners, and hashing a password, take longer than the usual five seconds at worst. */
export const makeWorkspaceOptions = { timeout: 30_000, maxWait: 10_000 } as const;

const passwordBytes = 15;

/** What is asked for. */
export interface NewWorkspace {
  readonly name: string;
  readonly adminEmail: string;
  /** null: one is made up. */
  readonly adminPassword: string | null;
  readonly keyName: string;
  /** Who asked: an e-mail address, or the program. */
  readonly actor: string;
}

/** What was made. The secrets are shown once and kept nowhere. */
export interface MadeWorkspace {
  readonly workspaceId: number;
  readonly workspaceName: string;
  readonly staffEmail: string;
  /** null when it was given, and need not be shown. */
  readonly staffPassword: string | null;
  readonly apiKey: string;
}

/**
 * Makes a workspace that can be used: with the Segment integration, a Product Usage Scanner, a staff sign-in and an API key.
 * @throws HydraError invalid_request where the address has a sign-in already
 */
export async function makeWorkspaceIn(
  tx: Prisma.TransactionClient,
  { name, adminEmail, adminPassword, keyName, actor }: NewWorkspace,
): Promise<MadeWorkspace> {
  const workspaceId = await createWorkspaceIn(tx, { name, actor });
  await createIntegrationIn(tx, workspaceId);
  await createScannerIn(tx, { workspaceId, name: 'Product Usage Scanner', actor });
  const madeUp = randomBytes(passwordBytes).toString('base64url');
  const { email } = await createStaff(tx, {
    workspaceId,
    email: adminEmail,
    password: adminPassword ?? madeUp,
  });
  const { key } = await createKeyIn(tx, { workspaceId, name: keyName, createdBy: actor });
  return {
    workspaceId,
    workspaceName: name,
    staffEmail: email,
    staffPassword: adminPassword === null ? madeUp : null,
    apiKey: key,
  };
}
