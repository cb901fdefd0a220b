import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '#config';
import { CONFIG } from '../tokens.js';
import { sessionCookie } from './session-cookie.js';
import { cookieScheme } from './staff-controller.js';

/** Serves the OpenAPI document of every route: as a page at `/docs`, as JSON at `/docs/openapi.json`. */
export function setUpOpenApi(app: INestApplication): void {
  const { cookieSecure } = app.get<Config>(CONFIG);
  const outline = new DocumentBuilder()
    .setTitle('Hydra')
    .setDescription('Events in; people, companies and product usage out.')
    .setVersion('1')
    .addCookieAuth(sessionCookie(cookieSecure).name, { type: 'apiKey', in: 'cookie' }, cookieScheme)
    .build();
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= SwaggerModule.createDocument(app, outline)), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Hydra API',
  });
}
