import Fastify from 'fastify';
import { KnownRoutes } from './known-routes.js';

describe('KnownRoutes', () => {
  const routes = new KnownRoutes();
  const server = Fastify();
  routes.watch(server);
  server.post('/v1/track', () => '');
  server.get('/api/people/:id', () => '');
  server.delete('/api/people/:id', () => '');
  server.options('*', () => '');

  it.each([
    ['/v1/track', ['POST']],
    ['/v1/track/', ['POST']],
    ['/api/people/7', ['DELETE', 'GET', 'HEAD']],
    ['/api/people/7/more', []],
    ['/v1/tracks', []],
    ['/v1xtrack', []],
  ])('%s takes %j', (path, methods) => {
    expect(routes.methodsOf(path)).toEqual(methods);
  });
});
