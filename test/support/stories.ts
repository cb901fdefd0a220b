import type { z } from 'zod';
import { staffApi } from '#contract';
import { eventually } from './eventually.js';
import { send } from './http.js';
import type { Rig } from './rig.js';
import { signIn, type StaffClient } from './staff-client.js';
import type { Workspace, WorkspaceOptions } from './workspace.js';

/** What staff read of one event. */
export type Story = z.infer<typeof staffApi.story>;

/** Senders, and staff who read the stories of what was sent. */
export interface Stories {
  /** A workspace, and the browser of its staff. */
  withStaff(options?: WorkspaceOptions): Promise<{ workspace: Workspace; staff: StaffClient }>;
  post(sender: Workspace, body: unknown): Promise<void>;
  /** The one story of this message id once its receipt is noted, which is the same by the id of the event. */
  storyOf(staff: StaffClient, messageId: string): Promise<Story>;
}

export const storiesOf = (rig: Rig): Stories => ({
  async withStaff(options = {}) {
    const workspace = await rig.newWorkspace({ ...options, withStaff: true });
    return { workspace, staff: await signIn(rig.system, workspace) };
  },
  async post({ authorization }, body) {
    const { status } = await send(rig.system.baseUrl, '/v1/segment', body, { authorization });
    expect(status).toBe(200);
  },
  async storyOf(staff, messageId) {
    const story = await eventually(`there is a story of ${messageId}, with its receipt`, async () => {
      const { items } = await staff.read(`events?messageId=${messageId}`, staffApi.storyList);
      return items.length === 1 && items[0]?.received.live ? items[0] : undefined;
    });
    expect(await staff.read(`events/${story.id}`, staffApi.story)).toEqual(story);
    return story;
  },
});

/** The use of a feature. */
export const use = (messageId: string, more: object = {}): object => ({
  type: 'track',
  userId: 'u1',
  event: 'Feature Used',
  messageId,
  timestamp: '2026-03-01T23:30:00.000Z',
  properties: { feature: 'Reports', eventFlag: 'Positive' },
  ...more,
});
