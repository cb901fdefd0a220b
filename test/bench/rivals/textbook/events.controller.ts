import { InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { queueName } from './options.js';
import type { EventBody } from './event-body.js';

/** Takes events in: one job an event; a batch goes through `addBulk`, as the BullMQ guide advises. */
@Controller('v1')
export class EventsController {
  constructor(@InjectQueue(queueName) private readonly queue: Queue) {}

  @Post(['track', 'identify'])
  @HttpCode(200)
  async one(@Body() event: EventBody): Promise<{ success: boolean }> {
    await this.queue.add(event.type, event);
    return { success: true };
  }

  @Post('batch')
  @HttpCode(200)
  async batch(@Body() body: { batch: EventBody[] }): Promise<{ success: boolean }> {
    await this.queue.addBulk(body.batch.map((event) => ({ name: event.type, data: event })));
    return { success: true };
  }
}
