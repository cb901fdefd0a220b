import { defineConfig } from 'prisma/config';

/** For Prisma's own commands. The programs themselves read their settings through libs/config. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
