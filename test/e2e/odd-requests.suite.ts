import { expectError } from '../support/expect-error.js';
import { request } from '../support/http.js';
import { oddRequests, type KeyState } from '../support/odd-requests.js';
import type { Rig } from '../support/rig.js';
import { basic, type Workspace } from '../support/workspace.js';

/** Every odd request of docs/wire.md has the answer that stands there. */
export function oddRequestAnswers(rig: Rig): void {
  const workspaces = new Map<KeyState, Workspace>();
  const headersOf = async (key: KeyState): Promise<Record<string, string>> => {
    if (key === 'none') return {};
    const workspace = workspaces.get(key) ?? (await prepare(rig, key));
    workspaces.set(key, workspace);
    if (key !== 'wrong') return { authorization: workspace.authorization };
    return {
      authorization: basic(`${workspace.key.slice(0, -1)}${workspace.key.endsWith('a') ? 'b' : 'a'}`),
    };
  };

  test.each(oddRequests.map((odd) => [odd.what, odd] as const))('%s', async (_, odd) => {
    const { method = 'POST', path, key = 'live', headers, body, answer } = odd;
    const given = await request(`${rig.system.baseUrl}${path}`, {
      method,
      headers: { ...(await headersOf(key)), ...headers },
      body,
    });
    if (answer === 200) expect(given).toMatchObject({ status: 200, body: { success: true } });
    else expectError(given, answer);
    if (answer === 'method_not_allowed') expect(given.headers.get('allow')).toBe('POST');
  });
}

async function prepare({ database: { prisma }, newWorkspace }: Rig, key: KeyState): Promise<Workspace> {
  const workspace = await newWorkspace();
  const past = new Date(Date.now() - 1_000);
  const { id, id: workspaceId } = workspace;
  if (key === 'revoked')
    await prisma.apiKey.updateMany({ where: { workspaceId }, data: { revokedAt: past } });
  if (key === 'expired')
    await prisma.apiKey.updateMany({ where: { workspaceId }, data: { expiresAt: past } });
  if (key === 'suspended') await prisma.workspace.update({ where: { id }, data: { suspendedAt: past } });
  return workspace;
}
