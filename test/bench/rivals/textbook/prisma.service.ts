import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';
import { options } from './options.js';

/** The Prisma client as the Nest recipe wires it: one service, injected where it is needed. */
@Injectable()
export class PrismaService extends PrismaClient implements OnModuleDestroy {
  constructor() {
    super({ adapter: new PrismaPg({ connectionString: options.databaseUrl, max: options.concurrency }) });
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}
