import { Body, Delete, Get, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { changeKey, createKey, KeyRing, listKeys, revokeKey, rotateKey, type CreatedKey } from '#keys';
import type { Session } from '#staff';
import { KEY_RING, PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type IdParameter = z.infer<typeof staffApi.idParameter>;
type CreatedKeyAnswer = z.infer<typeof staffApi.createdKey>;
type Done = z.infer<typeof staffApi.done>;

/** API keys of the Segment integration: create, list, change, rotate, revoke. What is changed holds here at once. */
@StaffController('keys')
export class KeysController {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List API keys' })
  @Answers(200, staffApi.keyList, 'The keys, newest first, revoked ones included.')
  async list(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.keyList>> {
    const keys = await listKeys(this.prisma, workspaceId);
    return {
      items: keys.map((key) => ({
        ...key,
        createdAt: key.createdAt.toISOString(),
        lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        revokedAt: key.revokedAt?.toISOString() ?? null,
        expiresAt: key.expiresAt?.toISOString() ?? null,
      })),
    };
  }

  @Post()
  @ApiOperation({ summary: 'Create an API key' })
  @Answers(201, staffApi.createdKey, 'The key, which is shown this once.')
  async create(
    @CurrentSession() { workspaceId, email }: Session,
    @Body({ schema: staffApi.newKeyRequest })
    { name, expiresAt, allowedAddresses }: z.infer<typeof staffApi.newKeyRequest>,
  ): Promise<CreatedKeyAnswer> {
    const limits = { expiresAt: toDate(expiresAt), allowedAddresses };
    const created = await createKey(this.prisma, { workspaceId, name, createdBy: email, ...limits });
    return toAnswer(created);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the name, the expiry or the allowed addresses of an API key' })
  @Answers(200, staffApi.done, 'The change holds from now on; in other processes within a minute.')
  @Answers(404, staffApi.errorAnswer, 'There is no such API key.')
  async change(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Body({ schema: staffApi.keyChangeRequest }) asked: z.infer<typeof staffApi.keyChangeRequest>,
  ): Promise<Done> {
    const change = { ...asked, expiresAt: toDate(asked.expiresAt) };
    await changeKey(this.prisma, { workspaceId, id, actor, change });
    this.keyRing.clear();
    return { success: true };
  }

  @Post(':id/rotate')
  @ApiOperation({ summary: 'Replace an API key by a new one, and take both for a while' })
  @Answers(201, staffApi.createdKey, 'The new key, which is shown this once.')
  @Answers(404, staffApi.errorAnswer, 'There is no such API key.')
  async rotate(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Body({ schema: staffApi.rotateKeyRequest })
    { overlap, expiresAt }: z.infer<typeof staffApi.rotateKeyRequest>,
  ): Promise<CreatedKeyAnswer> {
    const rotation = { workspaceId, id, actor, overlap, expiresAt: toDate(expiresAt) };
    const created = await rotateKey(this.prisma, rotation);
    this.keyRing.clear();
    return toAnswer(created);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key' })
  @Answers(200, staffApi.done, 'The key is refused from now on; by other processes within a minute.')
  @Answers(404, staffApi.errorAnswer, 'There is no such API key.')
  async revoke(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<Done> {
    await revokeKey(this.prisma, { workspaceId, id, actor });
    this.keyRing.clear();
    return { success: true };
  }
}

const toAnswer = ({ createdAt, expiresAt, allowedAddresses, ...created }: CreatedKey): CreatedKeyAnswer => ({
  ...created,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  allowedAddresses: [...allowedAddresses],
});

/** Undefined where nothing was said of it, null where it is never to be. */
const toDate = (said: string | null | undefined): Date | null | undefined =>
  typeof said === 'string' ? new Date(said) : said;
