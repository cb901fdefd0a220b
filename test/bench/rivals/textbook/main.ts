import 'reflect-metadata';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { announceReady } from '../../system/ready.js';
import { EventsController } from './events.controller.js';
import { EventsProcessor } from './events.processor.js';
import { options, queueName } from './options.js';
import { PrismaService } from './prisma.service.js';

/**
 * The service to compare with, as a competent developer would write it from the guides of NestJS, BullMQ and Prisma:
 * one job an event on Redis, one insert and one upsert an event in Postgres. It checks no key and no shape.
 */
@Module({
  imports: [
    BullModule.forRoot({
      connection: { host: '127.0.0.1', port: options.redisPort },
      defaultJobOptions: { attempts: 3, removeOnComplete: true },
    }),
    BullModule.registerQueue({ name: queueName }),
  ],
  controllers: options.role === 'worker' ? [] : [EventsController],
  providers: options.role === 'api' ? [] : [PrismaService, EventsProcessor],
})
class TextbookModule {}

const app = await NestFactory.create<NestFastifyApplication>(TextbookModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(0, '127.0.0.1');
announceReady(Number(new URL(await app.getUrl()).port));
