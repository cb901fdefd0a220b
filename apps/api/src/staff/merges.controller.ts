import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { staffApi } from '#contract';
import { listMerges, mergePeople, undoMerge } from '#merges';
import type { Session } from '#staff';
import { DATABASE_POOL } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type IdParameter = z.infer<typeof staffApi.idParameter>;
type Merge = z.infer<typeof staffApi.merge>;

/** Two people who are one: staff say so of two whom events alone would never join. */
@StaffController('people')
@Answers(404, staffApi.errorAnswer, 'There is no such person.')
export class PersonMergesController {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  @Post(':id/merge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Merge another person into this one' })
  @Answers(200, staffApi.merge, 'The merge. Both ids lead to this person from now on.')
  @Answers(409, staffApi.errorAnswer, 'The two cannot be merged; `message` says why.')
  merge(
    @CurrentSession() { workspaceId, email }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Body({ schema: staffApi.mergeRequest }) body: z.infer<typeof staffApi.mergeRequest>,
  ): Promise<Merge> {
    return mergePeople(this.pool, { workspaceId, id, withId: body.with, by: email });
  }

  @Get(':id/merges')
  @ApiOperation({ summary: 'The merges that a person was part of' })
  @Answers(200, staffApi.mergeList, 'The merges, latest first, undone ones too.')
  async list(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<z.infer<typeof staffApi.mergeList>> {
    return { items: await listMerges(this.pool, { workspaceId, id }) };
  }
}

/** What staff have merged they can take apart again. */
@StaffController('merges')
export class MergesController {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  @Post(':id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Undo a merge' })
  @Answers(200, staffApi.merge, 'The merge, undone: both are who they would be without it.')
  @Answers(404, staffApi.errorAnswer, 'There is no such merge.')
  @Answers(409, staffApi.errorAnswer, 'A later merge builds on it.')
  undo(
    @CurrentSession() { workspaceId, email }: Session,
    @Param({ schema: staffApi.mergeParameter }) { id }: z.infer<typeof staffApi.mergeParameter>,
  ): Promise<Merge> {
    return undoMerge(this.pool, { workspaceId, id, by: email });
  }
}
