import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type { EventBody } from './event-body.js';
import { Prisma } from './generated/client.js';
import { options, queueName } from './options.js';
import { PrismaService } from './prisma.service.js';

/** One job, one event: a track event is stored and counted, an identify event makes or updates a person and a company. */
@Processor(queueName, { concurrency: options.concurrency })
export class EventsProcessor extends WorkerHost {
  constructor(private readonly prisma: PrismaService) {
    super();
  }

  override async process(job: Job<EventBody>): Promise<void> {
    if (job.data.type === 'track') await this.track(job.data);
    else await this.identify(job.data);
  }

  private async track(event: EventBody): Promise<void> {
    const usage = {
      userId: event.userId,
      feature: event.properties?.feature ?? '',
      day: new Date(event.timestamp.slice(0, 10)),
      flag: (event.properties?.eventFlag ?? 'neutral').toLowerCase(),
    };
    try {
      await this.prisma.$transaction([
        this.prisma.event.create({
          data: {
            messageId: event.messageId,
            userId: event.userId,
            name: event.event ?? '',
            properties: event.properties ?? {},
            timestamp: event.timestamp,
          },
        }),
        this.prisma.usageCount.upsert({
          where: { userId_feature_day_flag: usage },
          create: { ...usage, count: 1 },
          update: { count: { increment: 1 } },
        }),
      ]);
    } catch (error) {
      const isDuplicate = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      if (!isDuplicate) throw error;
    }
  }

  private async identify(event: EventBody): Promise<void> {
    const { company, ...traits } = event.traits ?? {};
    const companyId = company === undefined ? null : (await this.upsertCompany(company)).id;
    const person = { email: traits.email ?? null, traits, companyId };
    await this.prisma.person.upsert({
      where: { userId: event.userId },
      create: { userId: event.userId, ...person },
      update: person,
    });
  }

  private upsertCompany(company: { readonly id: string; readonly name: string }): Promise<{ id: string }> {
    return this.prisma.company.upsert({
      where: { key: company.id },
      create: { key: company.id, name: company.name },
      update: { name: company.name },
    });
  }
}
