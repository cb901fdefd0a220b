import type { Environment } from '#config';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { request, type Answer } from '../support/http.js';
import { startSystem, type System } from '../support/system.js';
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../support/workspace.js';

/** What the tests of the staff API share: a database and an API of their own. No worker: they write what it would. */
export interface StaffRig {
  readonly database: TestDatabase;
  readonly baseUrl: string;
  /** Makes a workspace and signs its staff in. */
  signIn(options?: WorkspaceOptions): Promise<Staff>;
  /** Opens another session of somebody. */
  signInAgain(staff: Staff): Promise<Staff>;
}

/** Somebody signed in. */
export interface Staff {
  readonly workspace: Workspace;
  readonly cookie: string;
  get(path: string): Promise<Answer>;
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

const startMaxMs = 90_000;

/** Starts the rig before the tests of the file and stops it after them. */
export function startStaffRig(settings: Environment = {}): StaffRig {
  let parts: { database: TestDatabase; system: System } | undefined;
  const running = (): NonNullable<typeof parts> => {
    if (parts === undefined) throw new Error('The rig is not running.');
    return parts;
  };
  const release: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase();
    release.unshift(() => database.close());
    const system = await startSystem({
      databaseUrl: database.url,
      redisUrl: null,
      programs: ['api'],
      settings,
    });
    release.unshift(() => system.stop());
    parts = { database, system };
  }, startMaxMs);

  afterAll(async () => {
    for (const each of release) await each();
  }, startMaxMs);

  return {
    get database() {
      return running().database;
    },
    get baseUrl() {
      return running().system.baseUrl;
    },
    async signIn(options) {
      const { database, system } = running();
      const workspace = await createWorkspace(database, { ...options, withStaff: true });
      return staffOf(system.baseUrl, workspace);
    },
    signInAgain: ({ workspace }) => staffOf(running().system.baseUrl, workspace),
  };
}

/** The session cookie that an answer sets, as a browser would send it back. @throws Error when it sets none */
export function cookieOf(answer: Answer): string {
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`No cookie was set; the answer was ${answer.status}.`);
  return cookie;
}

async function staffOf(baseUrl: string, workspace: Workspace): Promise<Staff> {
  const answer = await request(`${baseUrl}/api/session`, { method: 'POST', body: workspace.staff });
  const cookie = cookieOf(answer);
  return {
    workspace,
    cookie,
    get: (path) => request(baseUrl + path, { headers: { cookie } }),
    send: (method, path, body, headers = {}) =>
      request(baseUrl + path, { method, body, headers: { cookie, ...headers } }),
  };
}
