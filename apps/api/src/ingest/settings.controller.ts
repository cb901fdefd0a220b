import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  async show(
    @Param('writeKey') writeKey: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    await this.keys.authenticate(writeKey, { address: request.ip });
    void reply.header('Cache-Control', 'public, max-age=300');
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
