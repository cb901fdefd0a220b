import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { assertAudience, listAudiences } from '#audiences';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import { listPeople } from '#people';
import type { Session } from '#staff';
import { DATABASE_POOL, PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** The audiences that Segment has told of, and who is in them. */
@StaffController('audiences')
export class AudiencesController {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List audiences' })
  @Answers(200, staffApi.audienceList, 'The audiences, by their keys.')
  list(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.audienceList>> {
    return listAudiences(this.prisma, workspaceId);
  }

  @Get(':id/people')
  @ApiOperation({ summary: 'Who is in an audience' })
  @Answers(200, staffApi.personPage, 'A page of people, in the order of their ids.')
  @Answers(404, staffApi.errorAnswer, 'There is no such audience.')
  async people(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: z.infer<typeof staffApi.idParameter>,
    @Query({ schema: staffApi.pageQuery }) query: z.infer<typeof staffApi.pageQuery>,
  ): Promise<z.infer<typeof staffApi.personPage>> {
    await assertAudience(this.prisma, workspaceId, id);
    return listPeople(this.pool, { workspaceId, audience: id, ...query });
  }
}
