import type { z } from 'zod';
import { request, type Answer } from './http.js';
import type { System } from './system.js';
import type { Workspace } from './workspace.js';

/** A staff member's browser, as far as the staff API sees one. */
export interface StaffClient {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** Gets what has this shape. @throws where it is answered with an error or with something else */
  read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>>;
  /** What the cookie holds: opens the door, so is never to be logged. */
  readonly token: string;
}

/** Signs in as the staff of this workspace, which was made with `withStaff`. */
export async function signIn(
  { baseUrl }: Pick<System, 'baseUrl'>,
  { staff }: Workspace,
): Promise<StaffClient> {
  const answer = await request(`${baseUrl}/api/session`, { method: 'POST', body: staff });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`The sign-in was answered with ${answer.status}.`);
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    request(`${baseUrl}/api/${path}`, { method, headers: { cookie }, body });
  return {
    token: cookie.slice(cookie.indexOf('=') + 1),
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
    async read(path, schema) {
      const { status, body } = await call('GET', path);
      if (status !== 200) throw new Error(`GET /api/${path} was answered with ${status}.`);
      return schema.parse(body);
    },
  };
}
