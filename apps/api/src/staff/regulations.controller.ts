import { Readable } from 'node:stream';
import { Body, Get, Inject, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { staffApi } from '#contract';
import { getPersonId } from '#people';
import { createRegulation, exportPerson, getRegulation, listRegulations } from '#privacy';
import type { Session } from '#staff';
import { DATABASE_POOL, ENQUEUE_UPKEEP, type EnqueueUpkeep } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type Regulation = z.infer<typeof staffApi.regulation>;

/** Erasing and suppressing people, by Segment's words for it. It is done in the background. */
@StaffController('regulations')
export class RegulationsController {
  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(ENQUEUE_UPKEEP) private readonly enqueueUpkeep: EnqueueUpkeep,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Erase people, suppress them, or suppress them no more' })
  @Answers(201, staffApi.regulation, 'The regulation, which is being carried out. It cannot be taken back.')
  async create(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Body({ schema: staffApi.regulationRequest }) asked: z.infer<typeof staffApi.regulationRequest>,
  ): Promise<Regulation> {
    const regulation = await createRegulation(this.pool, { workspaceId, actor, ...asked });
    await this.enqueueUpkeep({ task: 'erase', workspaceId });
    return regulation;
  }

  @Get()
  @ApiOperation({ summary: 'List regulations' })
  @Answers(200, staffApi.regulationPage, 'The regulations, latest first, with how far they have come.')
  list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.regulationsQuery }) query: z.infer<typeof staffApi.regulationsQuery>,
  ): Promise<z.infer<typeof staffApi.regulationPage>> {
    return listRegulations(this.pool, { workspaceId, ...query });
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a regulation has come' })
  @Answers(200, staffApi.regulation, 'The regulation.')
  @Answers(404, staffApi.errorAnswer, 'There is no such regulation.')
  get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.regulationParameter }) { id }: z.infer<typeof staffApi.regulationParameter>,
  ): Promise<Regulation> {
    return getRegulation(this.pool, workspaceId, id);
  }
}

/** What is held of a person, for that person to have. */
@StaffController('people')
export class PersonExportController {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  @Get(':id/export')
  @ApiOperation({ summary: 'Everything that is held of a person' })
  @ApiProduces('application/json')
  @Answers(200, staffApi.personExport, 'One document, which is written while it is read.')
  @Answers(404, staffApi.errorAnswer, 'There is no such person.')
  async export(
    @CurrentSession() { workspaceId, email: actor }: Session,
    @Param({ schema: staffApi.idParameter }) asked: z.infer<typeof staffApi.idParameter>,
  ): Promise<StreamableFile> {
    const id = await getPersonId(this.pool, { workspaceId, id: asked.id });
    await recordAudit(this.pool, { workspaceId, actor, action: 'person.export', object: id });
    return new StreamableFile(Readable.from(exportPerson(this.pool, { workspaceId, id })), {
      type: 'application/json; charset=utf-8',
      disposition: `attachment; filename="person-${id}.json"`,
    });
  }
}
