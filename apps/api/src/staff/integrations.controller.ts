import { Delete, Get, Inject, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { getIntegration, KeyRing, makeSigningSecret, removeSigningSecrets } from '#keys';
import type { Session } from '#staff';
import { KEY_RING, PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** The Segment integration, and the secret that its webhooks are signed with. */
@StaffController('integrations')
export class IntegrationsController {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  @Get('segment')
  @ApiOperation({ summary: 'The Segment integration' })
  @Answers(200, staffApi.integration, 'Whether a signing secret is set; never the secret.')
  get(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.integration>> {
    return getIntegration(this.prisma, workspaceId);
  }

  @Post('segment/signing-secret')
  @ApiOperation({ summary: 'Make a new signing secret' })
  @Answers(201, staffApi.createdSecret, 'The secret, which is shown this once; the one before is taken too.')
  async makeSecret(
    @CurrentSession() { workspaceId, email: actor }: Session,
  ): Promise<z.infer<typeof staffApi.createdSecret>> {
    const secret = await makeSigningSecret(this.prisma, { workspaceId, actor });
    this.keyRing.clear();
    return { secret };
  }

  @Delete('segment/signing-secret')
  @ApiOperation({ summary: 'Remove the signing secrets' })
  @Answers(200, staffApi.done, 'No signature is checked any more; in other processes within a minute.')
  async removeSecrets(
    @CurrentSession() { workspaceId, email: actor }: Session,
  ): Promise<z.infer<typeof staffApi.done>> {
    await removeSigningSecrets(this.prisma, { workspaceId, actor });
    this.keyRing.clear();
    return { success: true };
  }
}
