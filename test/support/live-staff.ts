import { staffApi } from '#contract';
import { createKey, revokeKey } from '#keys';
import { eventually } from './eventually.js';
import { send, type Answer } from './http.js';
import type { ShownLiveEvent } from './live-stream.js';
import type { Rig } from './rig.js';
import { signIn, type StaffClient } from './staff-client.js';
import type { Workspace } from './workspace.js';

/** Senders, and staff who look at what became of what was sent. */
export interface LiveStaff {
  /** A workspace, and the browser of its staff. */
  withStaff(): Promise<{ workspace: Workspace; staff: StaffClient }>;
  post(
    sender: Pick<Workspace, 'authorization'>,
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A page of live events, the first unless told. */
  list(staff: StaffClient, path?: string): Promise<ShownLiveEvent[]>;
  /** Waits until one like this is listed. */
  seen(staff: StaffClient, what: string, isIt: (event: ShownLiveEvent) => boolean): Promise<ShownLiveEvent>;
  /** A key of the workspace, named Old, that is refused with this code. */
  refusedKey(workspace: Workspace, code: RefusedKeyCode): Promise<string>;
}

/** What the key of a workspace is refused with. */
export type RefusedKeyCode =
  'revoked_api_key' | 'expired_api_key' | 'address_not_allowed' | 'workspace_suspended';

/** Whether it belongs to the workspace, and not to those whose key nobody knows. */
export const isOurs = ({ unattributed }: ShownLiveEvent): boolean => !unattributed;

export function liveStaff(rig: Rig): LiveStaff {
  const list: LiveStaff['list'] = async (staff, path = 'live-events?limit=200') =>
    (await staff.read(path, staffApi.liveEventPage)).items;

  return {
    list,
    async withStaff() {
      const workspace = await rig.newWorkspace({ withStaff: true });
      return { workspace, staff: await signIn(rig.system, workspace) };
    },
    post: ({ authorization }, path, body, headers = {}) =>
      send(rig.system.baseUrl, path, body, { authorization, ...headers }),
    seen: (staff, what, isIt) => eventually(`${what} is listed`, async () => (await list(staff)).find(isIt)),
    async refusedKey({ id: workspaceId }, code) {
      const { prisma } = rig.database;
      const { id, key } = await createKey(prisma, {
        workspaceId,
        name: 'Old',
        createdBy: 'test',
        allowedAddresses: code === 'address_not_allowed' ? ['198.51.100.0/24'] : [],
      });
      rig.secrets.push(key);
      if (code === 'revoked_api_key') await revokeKey(prisma, { workspaceId, id, actor: 'test' });
      if (code === 'expired_api_key')
        await prisma.apiKey.update({
          where: { workspaceId_id: { workspaceId, id } },
          data: { expiresAt: new Date(0) },
        });
      if (code === 'workspace_suspended')
        await prisma.workspace.update({ where: { id: workspaceId }, data: { suspendedAt: new Date() } });
      return key;
    },
  };
}
