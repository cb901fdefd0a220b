import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { HydraError, staffApi } from '#contract';
import { inTransaction } from '#database';
import { getPersonId } from '#people';
import { createReprocess, getReprocess, listReprocesses } from '#reprocess';
import type { Session } from '#staff';
import { DATABASE_POOL, ENQUEUE_UPKEEP, type EnqueueUpkeep } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** Reading stored events again, so that what was made of them is as they say. What is right already is left alone. */
@StaffController('reprocess')
export class ReprocessController {
  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(ENQUEUE_UPKEEP) private readonly enqueueUpkeep: EnqueueUpkeep,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Read stored events again: all, or those of a period, a person or an event name' })
  @Answers(202, staffApi.reprocess, 'What will be read again, after what was asked for before.')
  @Answers(404, staffApi.errorAnswer, 'There is no such person.')
  async create(
    @CurrentSession() { workspaceId, email }: Session,
    @Body({ schema: staffApi.reprocessRequest }) asked: z.infer<typeof staffApi.reprocessRequest>,
  ): Promise<z.infer<typeof staffApi.reprocess>> {
    assertInOrder(asked);
    const created = await inTransaction(this.pool, async (tx) => {
      const personId = asked.personId && (await getPersonId(tx, { workspaceId, id: asked.personId }));
      const one = await createReprocess(tx, { workspaceId, ...asked, personId, createdBy: email });
      const detail = { from: one.from, to: one.to, personId: one.personId, event: one.event };
      await recordAudit(tx, {
        workspaceId,
        actor: email,
        action: 'reprocess.begin',
        object: one.id,
        detail,
      });
      return one;
    });
    await this.enqueueUpkeep({ task: 'reprocess', workspaceId });
    return created;
  }

  @Get()
  @ApiOperation({ summary: 'What was read again, and what is being read' })
  @Answers(200, staffApi.reprocessList, 'The last hundred, newest first.')
  async list(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.reprocessList>> {
    return { items: await listReprocesses(this.pool, workspaceId) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far something is read again' })
  @Answers(200, staffApi.reprocess, 'How far it has come, and what was wrong and is right now.')
  @Answers(404, staffApi.errorAnswer, 'There is no such reprocess.')
  get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: z.infer<typeof staffApi.idParameter>,
  ): Promise<z.infer<typeof staffApi.reprocess>> {
    return getReprocess(this.pool, { workspaceId, id });
  }
}

function assertInOrder({ from, to }: { from?: string; to?: string }): void {
  if (from === undefined || to === undefined || from <= to) return;
  const message = 'must not be after to';
  throw new HydraError('invalid_request', {
    message: `from ${message}.`,
    details: [{ field: 'from', message }],
  });
}
