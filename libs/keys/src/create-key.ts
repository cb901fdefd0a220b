import type { PrismaClient } from '#database';
import { HydraError } from '#contract';
import { digestKey, generateKey, keyHint } from './api-key.js';

/** What is asked for. */
export interface NewKey {
  readonly workspaceId: number;
  /** What staff call it, such as the source that sends with it. */
  readonly name: string;
  /** Who asked: an e-mail address, or the program. */
  readonly createdBy: string;
  /** The integration it belongs to. */
  readonly integration?: 'segment';
}

/** A key just created: the only time that it can be seen. */
export interface CreatedKey {
  readonly id: string;
  readonly key: string;
  readonly hint: string;
  readonly name: string;
  readonly createdAt: Date;
}

/**
 * Creates a key for an integration of the workspace. Only its digest is stored.
 * @throws HydraError not_found when the workspace has no such integration
 */
export async function createKey(
  prisma: Pick<PrismaClient, 'apiKey' | 'integration'>,
  { workspaceId, name, createdBy, integration = 'segment' }: NewKey,
): Promise<CreatedKey> {
  const owner = await prisma.integration.findUnique({
    where: { workspaceId_kind: { workspaceId, kind: integration } },
    select: { id: true },
  });
  if (owner === null) {
    throw new HydraError('not_found', { message: `This workspace has no ${integration} integration.` });
  }
  const key = generateKey();
  const hint = keyHint(key);
  const { id, createdAt } = await prisma.apiKey.create({
    data: {
      workspaceId,
      integrationId: owner.id,
      name,
      digest: new Uint8Array(digestKey(key)),
      hint,
      createdBy,
    },
    select: { id: true, createdAt: true },
  });
  return { id, key, hint, name, createdAt };
}
