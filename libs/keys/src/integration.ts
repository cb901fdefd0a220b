import { randomBytes } from 'node:crypto';
import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { Prisma, PrismaClient } from '#database';

/** What may be seen of an integration; its signing secrets are not. */
export interface Integration {
  readonly id: string;
  readonly kind: 'segment';
  /** Whether an X-Signature is checked. */
  readonly signingSecretSet: boolean;
  /** Whether the secret before this one is taken beside it, until the next rotation. */
  readonly previousSecretTaken: boolean;
}

type Asked = { readonly workspaceId: number; readonly actor: string };

const kind = 'segment';
const secretBytes = 32;

/** Makes the Segment integration of a new workspace, within the transaction that makes the workspace. */
export async function createIntegrationIn(tx: Prisma.TransactionClient, workspaceId: number): Promise<void> {
  await tx.integration.create({ data: { workspaceId, kind } });
}

/** The Segment integration of a workspace. @throws HydraError not_found */
export async function getIntegration(
  prisma: Pick<PrismaClient, 'integration'>,
  workspaceId: number,
): Promise<Integration> {
  const found = await prisma.integration.findUnique({ where: { workspaceId_kind: { workspaceId, kind } } });
  if (found === null) throw noIntegration();
  return {
    id: found.id,
    kind,
    signingSecretSet: found.signingSecret !== null,
    previousSecretTaken: found.previousSigningSecret !== null,
  };
}

/**
 * Makes a new secret for Segment to sign with, and returns it, this once. The one before it is taken until the next
 * is made.
 * @throws HydraError not_found
 */
export function makeSigningSecret(
  prisma: Pick<PrismaClient, '$transaction'>,
  { workspaceId, actor }: Asked,
): Promise<string> {
  const secret = `hydra_signing_${randomBytes(secretBytes).toString('base64url')}`;
  return prisma.$transaction(async (tx) => {
    // In one statement, for the secret before is whatever it is at that moment.
    await tx.$executeRaw`UPDATE integration SET previous_signing_secret = signing_secret, signing_secret = ${secret}
                          WHERE workspace_id = ${workspaceId} AND kind = ${kind}`;
    const { id } = await getIntegration(tx, workspaceId);
    await recordAudit(tx, { workspaceId, actor, action: 'signing_secret.create', object: id });
    return secret;
  });
}

/** Removes the secrets: no signature is checked any more. Removing them again changes nothing. @throws HydraError not_found */
export async function removeSigningSecrets(
  prisma: Pick<PrismaClient, '$transaction'>,
  { workspaceId, actor }: Asked,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { id } = await getIntegration(tx, workspaceId);
    const { count } = await tx.integration.updateMany({
      where: {
        workspaceId,
        id,
        OR: [{ signingSecret: { not: null } }, { previousSigningSecret: { not: null } }],
      },
      data: { signingSecret: null, previousSigningSecret: null },
    });
    if (count > 0) await recordAudit(tx, { workspaceId, actor, action: 'signing_secret.delete', object: id });
  });
}

const noIntegration = (): HydraError =>
  new HydraError('not_found', { message: 'This workspace has no segment integration.' });
