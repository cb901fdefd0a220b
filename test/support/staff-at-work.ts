import { randomUUID } from 'node:crypto';
import { staffApi } from '#contract';
import type { z } from 'zod';
import { send } from './http.js';
import type { Rig } from './rig.js';
import { signIn, type StaffClient } from './staff-client.js';
import type { Workspace } from './workspace.js';

/** A workspace of a test's own, its sender, and its staff. */
export interface StaffAtWork {
  readonly workspace: Workspace;
  readonly staff: StaffClient;
  /** Sends the calls as a batch, each with a message id of its own, and waits until they are recorded. */
  send(...calls: object[]): Promise<void>;
  /** What staff are shown of whoever an identifier names; null where it names nobody. */
  person(identifier: string): Promise<z.infer<typeof staffApi.person> | null>;
  company(identifier: string): Promise<z.infer<typeof staffApi.company> | null>;
}

export async function startStaffAtWork(rig: Rig): Promise<StaffAtWork> {
  const workspace = await rig.newWorkspace({ withStaff: true });
  const staff = await signIn(rig.system, workspace);
  rig.secrets.push(staff.token);
  const idOf = async (kind: 'people' | 'companies', identifier: string): Promise<string | null> => {
    const page = kind === 'people' ? staffApi.personPage : staffApi.companyPage;
    const { items } = await staff.read(`${kind}?identifier=${encodeURIComponent(identifier)}`, page);
    return items[0]?.id ?? null;
  };
  return {
    workspace,
    staff,
    async send(...calls) {
      const batch = calls.map((call) => ({ messageId: randomUUID(), ...call }));
      const headers = { authorization: workspace.authorization };
      const { status, body } = await send(rig.system.baseUrl, '/v1/batch', batch, headers);
      expect({ status, body }).toMatchObject({ status: 200, body: { rejected: 0 } });
      await rig.settled();
    },
    async person(identifier) {
      const id = await idOf('people', identifier);
      return id === null ? null : staff.read(`people/${id}`, staffApi.person);
    },
    async company(identifier) {
      const id = await idOf('companies', identifier);
      return id === null ? null : staff.read(`companies/${id}`, staffApi.company);
    },
  };
}
