import type { Rig } from '../support/rig.js';
import { send } from '../support/http.js';
import { readCompanies, readCounts, readPeople } from '../support/state.js';
import { visitPage } from './clients/browser-page.js';

/** The two examples of the destination's published page. Added is only what they lack to be code: `});`, `{`, `}});`. */
const identifyExample = `
analytics.identify('userId123', {
  email: 'john.doe@example.com',
  firstName: 'John',
  lastName: 'Doe',
  title: 'VP of Happiness'
});`;
const trackExample = `
analytics.track('Device deploy started', {
  "properties": {
    "feature": "Device management",
    "eventFlag": "Positive"
}});`;

const johnDoe = {
  identified: true,
  email: 'john.doe@example.com',
  name: 'John Doe',
  title: 'VP of Happiness',
  company: ['domain:example.com'],
  traits: {
    email: 'john.doe@example.com',
    firstName: 'John',
    lastName: 'Doe',
    title: 'VP of Happiness',
  },
};
const exampleCompany = { identifiers: ['domain:example.com'], name: 'example.com', domain: 'example.com' };
const once = { feature: 'Device management', positive: 1, neutral: 0, negative: 0 };

/** The examples of the destination's published page do what that page says. */
export function publishedExamples(rig: Rig): void {
  test('pasted into a page, they make John Doe, his company and one positive use of Device management', async () => {
    const workspace = await rig.newWorkspace();
    const visit = await visitPage(rig.system.baseUrl, workspace.key, identifyExample + trackExample);
    const john = [`anonymous:${visit.anonymousId}`, 'email:john.doe@example.com', 'user:userId123'];

    const { people, companies, counts } = await rig.settledState(workspace);
    expect(people).toEqual([expect.objectContaining({ ...johnDoe, identifiers: john })]);
    expect(companies).toEqual([expect.objectContaining(exampleCompany)]);
    expect(counts).toEqual([expect.objectContaining({ ...once, person: john })]);
  });

  test('as Segment forwards them, one a request to the one address, they make the same', async () => {
    const workspace = await rig.newWorkspace();
    const headers = { authorization: workspace.authorization, 'user-agent': 'Segment.io/1.0' };
    const john = ['email:john.doe@example.com', 'user:userId123'];
    const answers = [
      await send(
        rig.system.baseUrl,
        '/v1/segment',
        forwarded('identify', { traits: johnDoe.traits }),
        headers,
      ),
      await send(
        rig.system.baseUrl,
        '/v1/segment',
        forwarded('track', {
          event: 'Device deploy started',
          properties: { properties: { feature: 'Device management', eventFlag: 'Positive' } },
        }),
        headers,
      ),
    ];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 200, body: { success: true } },
      { status: 200, body: { success: true } },
    ]);

    await rig.settled();
    const { pool } = rig.database;
    expect(await readPeople(pool, workspace.id)).toEqual([
      expect.objectContaining({
        ...johnDoe,
        identifiers: john,
        firstSeen: '2019-06-04',
        lastSeen: '2019-06-04',
      }),
    ]);
    expect(await readCompanies(pool, workspace.id)).toEqual([expect.objectContaining(exampleCompany)]);
    expect(await readCounts(pool, workspace.id)).toEqual([
      { ...once, person: john, day: '2019-06-04', group: null },
    ]);
  });
}

/** An event as it arrives from Segment, with what Segment adds. */
function forwarded(type: string, said: Record<string, unknown>): Record<string, unknown> {
  return {
    ...said,
    type,
    userId: 'userId123',
    anonymousId: null,
    channel: 'server',
    context: { library: { name: 'unknown', version: 'unknown' } },
    integrations: {},
    messageId: `forwarded-${type}`,
    originalTimestamp: '2019-06-04T10:00:00.000Z',
    timestamp: '2019-06-04T10:00:00.000Z',
    sentAt: '2019-06-04T10:00:01.000Z',
    receivedAt: '2019-06-04T10:00:01.500Z',
    projectId: 'abc',
    version: 2,
  };
}
