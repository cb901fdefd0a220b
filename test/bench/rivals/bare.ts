import fastify from 'fastify';
import { announceReady } from '../system/ready.js';

/** The floor to compare with: Fastify parses the JSON body, does nothing with it and answers. */
const app = fastify({ logger: false });
app.post('/v1/track', () => ({ success: true }));
app.post('/v1/batch', () => ({ success: true }));
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
announceReady(typeof address === 'object' && address !== null ? address.port : 0);
