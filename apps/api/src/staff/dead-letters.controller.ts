import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { recordAudit } from '#audit';
import { staffApi } from '#contract';
import { inTransaction, type Transaction } from '#database';
import {
  discardDeadLetters,
  editDeadLetter,
  getDeadLetter,
  listDeadLetters,
  noSuchDeadLetter,
  recordDeadLetterTask,
  replayDeadLetters,
  type DeadLetterAction,
  type DeadLetterFilter,
  type DeadLettersDone,
  type DeadLettersMeant,
} from '#inbox';
import type { Session } from '#staff';
import {
  DATABASE_POOL,
  ENQUEUE_UPKEEP,
  SIGNAL_INBOX,
  type EnqueueUpkeep,
  type SignalInbox,
} from '../tokens.js';
import { readEdited } from './read-edited.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type IdParameter = z.infer<typeof staffApi.idParameter>;
type Done = z.infer<typeof staffApi.done>;
type DoneWithMany = z.infer<typeof staffApi.deadLettersDone>;

const actOn = { replay: replayDeadLetters, discard: discardDeadLetters };

/** Events that could not be processed: see them, mend them, let them be tried again, or throw them away. */
@StaffController('dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(ENQUEUE_UPKEEP) private readonly enqueueUpkeep: EnqueueUpkeep,
    @Inject(SIGNAL_INBOX) private readonly signal: SignalInbox,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List dead letters' })
  @Answers(200, staffApi.deadLetterPage, 'A page of dead letters, those that failed last first.')
  list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.deadLetterQuery }) query: z.infer<typeof staffApi.deadLetterQuery>,
  ): Promise<z.infer<typeof staffApi.deadLetterPage>> {
    return listDeadLetters(this.pool, { workspaceId, ...query });
  }

  @Get(':id')
  @ApiOperation({ summary: 'See a dead letter' })
  @Answers(200, staffApi.deadLetter, 'The dead letter, with the event as it came.')
  @Answers(404, staffApi.errorAnswer, 'There is no such dead letter.')
  get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<z.infer<typeof staffApi.deadLetter>> {
    return getDeadLetter(this.pool, { workspaceId, id });
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Mend the event of a dead letter' })
  @Answers(200, staffApi.deadLetter, 'The dead letter, with the event as it will be tried again.')
  @Answers(404, staffApi.errorAnswer, 'There is no such dead letter.')
  edit(
    @CurrentSession() { workspaceId, email }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Body({ schema: staffApi.deadLetterEdit }) { event }: z.infer<typeof staffApi.deadLetterEdit>,
  ): Promise<z.infer<typeof staffApi.deadLetter>> {
    return inTransaction(this.pool, async (tx) => {
      const before = await getDeadLetter(tx, { workspaceId, id });
      await editDeadLetter(tx, { workspaceId, id, ...readEdited(event, before) });
      const detail = { code: before.code, type: before.type, attempts: before.attempts };
      await recordAudit(tx, { workspaceId, actor: email, action: 'dead_letter.edit', object: id, detail });
      return getDeadLetter(tx, { workspaceId, id });
    });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a dead letter be tried again' })
  @Answers(200, staffApi.done, 'The event waits to be processed again.')
  @Answers(404, staffApi.errorAnswer, 'There is no such dead letter.')
  replay(
    @CurrentSession() session: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<Done> {
    return this.actOnOne(session, 'replay', id);
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let all dead letters be tried again, or those that a filter leaves' })
  @Answers(200, staffApi.deadLettersDone, 'How many wait to be processed again, and whether more follow.')
  replayAll(
    @CurrentSession() session: Session,
    @Body({ schema: staffApi.deadLetterFilter }) filter: z.infer<typeof staffApi.deadLetterFilter>,
  ): Promise<DoneWithMany> {
    return this.actOnMany(session, 'replay', filter);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Throw a dead letter away' })
  @Answers(200, staffApi.done, 'The dead letter is gone.')
  @Answers(404, staffApi.errorAnswer, 'There is no such dead letter.')
  discard(
    @CurrentSession() session: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<Done> {
    return this.actOnOne(session, 'discard', id);
  }

  @Delete()
  @ApiOperation({ summary: 'Throw all dead letters away, or those that a filter leaves' })
  @Answers(200, staffApi.deadLettersDone, 'How many are gone, and whether more follow.')
  discardAll(
    @CurrentSession() session: Session,
    @Query({ schema: staffApi.deadLetterFilter }) filter: z.infer<typeof staffApi.deadLetterFilter>,
  ): Promise<DoneWithMany> {
    return this.actOnMany(session, 'discard', filter);
  }

  private async actOnOne(
    { workspaceId, email }: Session,
    action: DeadLetterAction,
    id: string,
  ): Promise<Done> {
    await this.act({ workspaceId, id }, action, async (tx, { letters }) => {
      if (letters === 0) throw noSuchDeadLetter();
      await recordAudit(tx, { workspaceId, actor: email, action: `dead_letter.${action}`, object: id });
    });
    return { success: true };
  }

  private async actOnMany(
    { workspaceId, email }: Session,
    action: DeadLetterAction,
    filter: DeadLetterFilter,
  ): Promise<DoneWithMany> {
    const { task, ...done } = await this.act(
      { workspaceId, filter },
      action,
      async (tx, { letters, more }) => {
        const detail = { ...filter, deadLetters: letters, goesOn: more };
        await recordAudit(tx, {
          workspaceId,
          actor: email,
          action: `dead_letter.${action}`,
          object: 'all',
          detail,
        });
        const rest = more ? await recordDeadLetterTask(tx, { workspaceId, action, filter }) : null;
        return { deadLetters: letters, goesOn: more, task: rest };
      },
    );
    if (task) await this.enqueueUpkeep({ task: 'dead-letters', ...task });
    return done;
  }

  /** Acts on the dead letters and notes it in one transaction; jobs follow its commit. */
  private async act<Result>(
    meant: DeadLettersMeant,
    action: DeadLetterAction,
    note: (tx: Transaction, done: DeadLettersDone) => Promise<Result>,
  ): Promise<Result> {
    const { rows, result } = await inTransaction(this.pool, async (tx) => {
      const done = await actOn[action](tx, meant);
      return { rows: done.rows, result: await note(tx, done) };
    });
    this.signal(rows);
    return result;
  }
}
