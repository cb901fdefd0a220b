import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { eventTypes, HydraError, staffApi } from '#contract';
import type { Session } from '#staff';
import { findStory, type Story } from '#story';
import { DATABASE_POOL } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** The stories of events: from their receipt to what was counted of them, or why not. */
@StaffController('events')
export class StoriesController {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  @Get()
  @ApiOperation({ summary: 'What became of the events with a message id' })
  @Answers(200, staffApi.storyList, 'A story for each type of event that has it; none where it is not known.')
  async list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.storiesQuery }) { messageId, type }: z.infer<typeof staffApi.storiesQuery>,
  ): Promise<z.infer<typeof staffApi.storyList>> {
    const items: Story[] = [];
    for (const one of type === undefined ? eventTypes : [type]) {
      const story = await findStory(this.pool, { workspaceId, type: one, messageId });
      if (story !== null) items.push(story);
    }
    return { items };
  }

  @Get(':id')
  @ApiOperation({ summary: 'What became of an event' })
  @Answers(200, staffApi.story, 'The story of the event.')
  @Answers(404, staffApi.errorAnswer, 'Nothing is known of such an event, or not any more.')
  async get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: z.infer<typeof staffApi.idParameter>,
  ): Promise<z.infer<typeof staffApi.story>> {
    const story = await findStory(this.pool, { workspaceId, id });
    if (story === null)
      throw new HydraError('not_found', { message: 'Nothing is known of such an event, or not any more.' });
    return story;
  }
}
