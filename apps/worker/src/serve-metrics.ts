import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Shows that a worker lives (`/health/live`) and what it takes of the machine (`/metrics`). What the workers have done
 * is shown by the API, for all of them together.
 */
export async function serveMetrics(port: number, host: string): Promise<Server> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/health/live') {
      response.setHeader('Content-Type', 'application/json').end('{"status":"live"}');
    } else if (path === '/metrics') {
      void registry
        .metrics()
        .then((text) => response.setHeader('Content-Type', registry.contentType).end(text));
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
