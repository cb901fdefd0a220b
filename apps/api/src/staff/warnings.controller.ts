import { Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import type { PrismaClient } from '#database';
import type { Session } from '#staff';
import { listWarnings } from '#warnings';
import { PRISMA } from '../tokens.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

/** What is odd about the events that come in, and how to mend it at their sender. */
@StaffController('warnings')
export class WarningsController {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  @Get()
  @ApiOperation({ summary: 'What is odd about the events that came in' })
  @Answers(200, staffApi.warningList, 'One line for each kind of oddity, the latest first.')
  list(@CurrentSession() { workspaceId }: Session): Promise<z.infer<typeof staffApi.warningList>> {
    return listWarnings(this.prisma, workspaceId);
  }
}
