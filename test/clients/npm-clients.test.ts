import { createRequire } from 'node:module';
import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node';
import { jitsuAnalytics } from '@jitsu/js';
import { eventually } from '../support/eventually.js';
import { onEngine, type Rig } from '../support/rig.js';
import type { Workspace } from '../support/workspace.js';

const require = createRequire(import.meta.url);
const LegacyAnalytics = require('analytics-node');
const RudderAnalytics = require('@rudderstack/rudder-sdk-node');

const traits = { email: 'ada@analytical.io', name: 'Ada Lovelace' };
const use = { event: 'Device added', properties: { feature: 'Device management', eventFlag: 'positive' } };

type Callback = (error?: unknown) => void;

/** Calls something that takes a callback last, and waits for it. */
const called = (call: (done: Callback) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));

/** Each npm client that speaks Segment's protocol sends an identify and a track call, as its own guide has it. */
const clients: Record<string, (workspace: Workspace, host: string) => Promise<unknown>> = {
  'analytics-node 6': async ({ key }, host) => {
    const client = new LegacyAnalytics(key, { host, flushAt: 2 });
    client.identify({ userId: 'ada', traits });
    client.track({ userId: 'ada', ...use });
    await client.flush();
  },
  '@rudderstack/rudder-sdk-node': async ({ key }, host) => {
    const client = new RudderAnalytics(key, { dataPlaneUrl: host, flushAt: 2 });
    client.identify({ userId: 'ada', traits });
    await called((done) => client.track({ userId: 'ada', ...use }, done));
    await called((done) => client.flush(done));
  },
  '@customerio/cdp-analytics-node': async ({ key }, host) => {
    const client = new CustomerIo({ writeKey: key, host, maxEventsInBatch: 2 });
    client.identify({ userId: 'ada', traits });
    client.track({ userId: 'ada', ...use });
    await client.closeAndFlush({ timeout: 20_000 });
  },
  '@jitsu/js': async ({ key }, host) => {
    const client = jitsuAnalytics({ host, writeKey: `${key}:none`, fetchTimeoutMs: 20_000 });
    await client.identify('ada', traits);
    await client.track(use.event, use.properties);
  },
};

onEngine('postgres', (rig: Rig) => {
  test.each(Object.entries(clients))(
    '%s: what it sends is a person and a counted use',
    async (_, sendWith) => {
      const workspace = await rig.newWorkspace();
      await sendWith(workspace, rig.system.baseUrl);
      await eventually(
        'both calls are stored',
        async () => (await rig.settledState(workspace)).events.length === 2,
      );
      const { people, counts } = await rig.settledState(workspace);
      expect(people).toHaveLength(1);
      expect(people[0]).toMatchObject({ identified: true, email: 'ada@analytical.io', name: 'Ada Lovelace' });
      expect(counts).toHaveLength(1);
      expect(counts[0]).toMatchObject({ feature: 'Device management', positive: 1, neutral: 0, negative: 0 });
    },
  );
});
