import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import { within } from '#database';
import { DATABASE_POOL } from '../tokens.js';
import { Metrics } from './metrics.js';
import { Pressure } from './pressure.service.js';

/** Those who ask give up soon, and then know no reason. */
const silenceMaxMs = 2_000;
const unreachable = 'Postgres cannot be reached.';

/** What those who run Hydra ask a process. */
@ApiExcludeController()
@Controller()
export class OperateController {
  /** One question at a time: a Postgres that is silent would be asked ever more of them. */
  private asking: Promise<string | null> | undefined;

  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Pressure) private readonly pressure: Pressure,
  ) {}

  /** The process runs. */
  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** Events are taken in: Postgres can be written to, the inbox has room, and the process is not about to stop. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const reason = await this.whyNotReady();
    await reply
      .status(reason === null ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .send(reason === null ? { status: 'ready' } : { status: 'not ready', reason });
  }

  @Get('metrics')
  async expose(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.metrics.contentType).send(await this.metrics.expose());
  }

  private async whyNotReady(): Promise<string | null> {
    if (this.pressure.stopping) return 'The process is shutting down.';
    if (this.pressure.high) return 'More events wait than HYDRA_INBOX_HIGH_WATER_MARK allows.';
    this.asking ??= this.askPostgres().finally(() => (this.asking = undefined));
    return within(silenceMaxMs, 'Asking Postgres', this.asking).catch(() => unreachable);
  }

  private async askPostgres(): Promise<string | null> {
    try {
      const { rows } = await this.pool.query<{ readonly: boolean }>('SELECT pg_is_in_recovery() AS readonly');
      return rows[0]?.readonly === false ? null : 'Postgres is read-only.';
    } catch {
      return unreachable;
    }
  }
}
