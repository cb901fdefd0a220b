import { Controller, Get, Header, Inject, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { KeyRing } from '#keys';
import { KEY_RING } from '../tokens.js';
import { settingsPaths } from './ingest-paths.js';

const integration = 'Segment.io';

/** Segment's libraries for browsers and phones ask here, before they send anything, where to send it. */
@ApiExcludeController()
@Controller()
export class SettingsController {
  constructor(@Inject(KEY_RING) private readonly keys: KeyRing) {}

  /** The settings document that `cdn.segment.com/v1/projects/<key>/settings` would give, with Hydra in Segment's place. */
  @Get(settingsPaths)
  @Header('Cache-Control', 'public, max-age=300')
  async show(@Param('writeKey') writeKey: string, @Req() request: FastifyRequest): Promise<unknown> {
    await this.keys.authenticate(writeKey, { address: request.ip });
    return {
      integrations: {
        [integration]: {
          apiKey: writeKey,
          apiHost: `${request.host}/v1`,
          protocol: request.protocol,
          unbundledIntegrations: [],
          addBundledMetadata: true,
          versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
        },
      },
      plan: {
        track: { __default: { enabled: true, integrations: {} } },
        identify: { __default: { enabled: true } },
        group: { __default: { enabled: true } },
      },
      edgeFunction: {},
      analyticsNextEnabled: true,
      middlewareSettings: {},
      enabledMiddleware: {},
      metrics: { sampleRate: 0 },
      legacyVideoPluginsEnabled: false,
      remotePlugins: [],
    };
  }
}
