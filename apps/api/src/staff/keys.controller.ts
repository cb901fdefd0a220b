import { Body, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { createKey, KeyRing, listKeys, revokeKey } from '#keys';
import type { Session } from '#staff';
import { KEY_RING, PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** API keys of the Segment integration: create, list, revoke. */
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
      })),
    };
  }

  @Post()
  @ApiOperation({ summary: 'Create an API key' })
  @Answers(201, staffApi.createdKey, 'The key, which is shown this once.')
  async create(
    @CurrentSession() { workspaceId, email }: Session,
    @Body({ schema: staffApi.newKeyRequest }) { name }: z.infer<typeof staffApi.newKeyRequest>,
  ): Promise<z.infer<typeof staffApi.createdKey>> {
    const created = await createKey(this.prisma, { workspaceId, name, createdBy: email });
    return { ...created, createdAt: created.createdAt.toISOString() };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key' })
  @Answers(200, staffApi.done, 'The key is refused from now on; by other processes within a minute.')
  @Answers(404, staffApi.errorAnswer, 'There is no such API key.')
  async revoke(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: z.infer<typeof staffApi.idParameter>,
  ): Promise<z.infer<typeof staffApi.done>> {
    await revokeKey(this.prisma, { workspaceId, id });
    this.keyRing.clear();
    return { success: true };
  }
}
