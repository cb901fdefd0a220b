import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setUpOpenApi } from './open-api.js';

/** What the staff API needs of the application beside its module: cookies, and the OpenAPI page. Called before it listens. */
export async function setUpStaffApi(app: NestFastifyApplication): Promise<void> {
  await app.register(cookie);
  setUpOpenApi(app);
}
