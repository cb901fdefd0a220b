import { Body, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { createScanner, deleteScanner, listScanners, type ListedScanner } from '#scanners';
import type { Session } from '#staff';
import { ENQUEUE_UPKEEP, type EnqueueUpkeep, PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type ScannerAnswer = z.infer<typeof staffApi.scanner>;

/** Product Usage Scanners: create, list, delete. Creating one counts what was stored before it, in the background. */
@StaffController('scanners')
export class ScannersController {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(ENQUEUE_UPKEEP) private readonly enqueueUpkeep: EnqueueUpkeep,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List scanners' })
  @Answers(200, staffApi.scannerList, 'The scanners, oldest first, with the progress of their recounts.')
  async list(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.scannerList>> {
    const scanners = await listScanners(this.prisma, workspaceId);
    return { items: scanners.map(toAnswer) };
  }

  @Post()
  @ApiOperation({ summary: 'Create a Product Usage Scanner' })
  @Answers(201, staffApi.scanner, 'The scanner; what was stored before it is being counted.')
  async create(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Body({ schema: staffApi.newScannerRequest })
    { kind: _, name, ...settings }: z.infer<typeof staffApi.newScannerRequest>,
  ): Promise<ScannerAnswer> {
    const created = await createScanner(this.prisma, { workspaceId, name, actor, settings });
    if (created.recount.finishedAt === null)
      await this.enqueueUpkeep({ task: 'recount', workspaceId, scannerId: created.id });
    return toAnswer(created);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a scanner' })
  @Answers(200, staffApi.done, 'Nothing is counted for it any more, and its counts are not shown any more.')
  @Answers(404, staffApi.errorAnswer, 'There is no such scanner.')
  async delete(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Param({ schema: staffApi.scannerParameter }) { id }: z.infer<typeof staffApi.scannerParameter>,
  ): Promise<z.infer<typeof staffApi.done>> {
    await deleteScanner(this.prisma, { workspaceId, id, actor });
    return { success: true };
  }
}

function toAnswer({ id, name, settings, createdAt, recount }: ListedScanner): ScannerAnswer {
  return {
    id,
    kind: 'product_usage',
    name,
    ...settings,
    createdAt: createdAt.toISOString(),
    recount: { ...recount, finishedAt: recount.finishedAt?.toISOString() ?? null },
  };
}
