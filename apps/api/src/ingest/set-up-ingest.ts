import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isOpenToBrowsers, pathOf } from './ingest-paths.js';

/** How long a browser may remember what it may send. */
const preflightSeconds = 86_400;

/**
 * Any page may send events, with any header: the key says whose they are, and cannot read anything. An address that is
 * reflected, and not the asterisk, is what browsers accept of a request with credentials.
 */
const open: FastifyCorsOptions = {
  origin: true,
  methods: ['GET', 'POST', 'OPTIONS'],
  credentials: true,
  exposedHeaders: ['Retry-After', 'X-RateLimit-Reset', 'X-Request-Id'],
  maxAge: preflightSeconds,
  strictPreflight: false,
};

/** What taking events needs of the server: bodies as bytes, and leave for the pages of other origins. */
export async function setUpIngest(server: FastifyInstance): Promise<void> {
  // Clients label the same JSON in many ways; what it is shows when it is read.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', ({ raw: { url = '', headers } }, _reply, done) => {
    const type = headers['content-type'];
    // Fastify refuses one that it cannot parse, before it looks for who would take any.
    if (type !== undefined && type !== 'application/json' && isOpenToBrowsers(pathOf(url)))
      headers['content-type'] = undefined;
    done();
  });
  await server.register(cors, {
    delegator: (
      request: FastifyRequest,
      done: (error: Error | null, options?: FastifyCorsOptions) => void,
    ) => {
      done(null, isOpenToBrowsers(pathOf(request.url)) ? open : { origin: false });
    },
  });
}
