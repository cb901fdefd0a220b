import type { FastifyInstance } from 'fastify';

/** Which methods an address takes, so that a wrong one can be told from a wrong address. */
export class KnownRoutes {
  private readonly routes: { pattern: RegExp; methods: string[] }[] = [];

  /** Notes every route that is made from now on. */
  watch(server: FastifyInstance): void {
    server.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      this.routes.push({ pattern: toPattern(url), methods: [method].flat() });
    });
  }

  /** The methods that the path takes, in order; none where there is nothing at it. */
  methodsOf(path: string): string[] {
    const taking = this.routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(taking.flatMap(({ methods }) => methods))].toSorted();
  }
}

/** `/people/:id` stands for every path with one segment in its place; a slash at the end makes no difference. */
function toPattern(url: string): RegExp {
  const segments = url
    .replace(/\/$/, '')
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[^\w]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}/?$`);
}
