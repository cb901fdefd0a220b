import { Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { listAudit } from '#audit';
import { staffApi } from '#contract';
import type { Session } from '#staff';
import { DATABASE_POOL } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** Who did what in the workspace. */
@StaffController('audit')
export class AuditController {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  @Get()
  @ApiOperation({ summary: 'Who did what' })
  @Answers(200, staffApi.auditPage, 'A page of what was done, newest first.')
  list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.auditQuery }) query: z.infer<typeof staffApi.auditQuery>,
  ): Promise<z.infer<typeof staffApi.auditPage>> {
    return listAudit(this.pool, { workspaceId, ...query });
  }
}
