import { Analytics } from '@segment/analytics-node';
import type { Rig } from '../support/rig.js';
import { visitPage } from './clients/browser-page.js';

const march = (day: number, hour = 12): Date => new Date(Date.UTC(2026, 2, day, hour));

/** Segment's own clients send; the state in Postgres is what they sent. */
export function realClients(rig: Rig): void {
  test('@segment/analytics-node: what it sent until its exit is the state in Postgres', async () => {
    const workspace = await rig.newWorkspace();
    const analytics = new Analytics({ writeKey: workspace.key, host: rig.system.baseUrl, flushAt: 4 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));

    analytics.page({ anonymousId: 'visitor-1', name: 'Pricing', timestamp: march(1) });
    analytics.track({
      anonymousId: 'visitor-1',
      event: 'Price compared',
      properties: { feature: 'Pricing page' },
      timestamp: march(1),
    });
    analytics.identify({
      userId: 'ada',
      anonymousId: 'visitor-1',
      traits: { email: 'Ada@Analytical.io', firstName: 'Ada', lastName: 'Lovelace', title: 'CTO', seats: 3 },
      timestamp: march(2),
    });
    analytics.group({
      userId: 'ada',
      groupId: 'acme',
      traits: { name: 'Acme Inc', website: 'https://www.acme.com/about', plan: 'pro' },
      timestamp: march(3),
    });
    for (const eventFlag of ['Positive', 'positive', 'negative', 'whatever']) {
      analytics.track({
        userId: 'ada',
        event: 'Device added',
        properties: { feature: 'Device management', eventFlag },
        timestamp: march(4),
      });
    }
    analytics.track({
      userId: 'ada',
      event: 'Device added',
      properties: { feature: 'device management', eventFlag: 'positive' },
      context: { groupId: 'acme' },
      timestamp: march(5),
    });
    analytics.track({ userId: 'ada-before', event: 'Signed in', timestamp: march(5) });
    analytics.alias({ userId: 'ada', previousId: 'visitor-0', timestamp: march(6) });
    analytics.identify({ userId: 'ada', traits: { seats: 4, title: null }, timestamp: march(7) });
    analytics.identify({ userId: 'ada', traits: { seats: 2, beta: true }, timestamp: march(1) });
    await analytics.closeAndFlush({ timeout: 20_000 });

    expect(failures).toEqual([]);
    const ada = ['anonymous:visitor-0', 'anonymous:visitor-1', 'email:ada@analytical.io', 'user:ada'];
    const acme = ['domain:acme.com', 'group:acme', 'name:acme inc'];
    const { people, companies, counts, events } = await rig.settledState(workspace);
    expect(people).toEqual([
      {
        identifiers: ada,
        identified: true,
        email: 'Ada@Analytical.io',
        name: 'Ada Lovelace',
        title: null,
        company: acme,
        traits: { email: 'Ada@Analytical.io', firstName: 'Ada', lastName: 'Lovelace', seats: 4, beta: true },
        firstSeen: '2026-03-01',
        lastSeen: '2026-03-07',
      },
      {
        identifiers: ['user:ada-before'],
        identified: false,
        email: null,
        name: null,
        title: null,
        company: null,
        traits: {},
        firstSeen: '2026-03-05',
        lastSeen: '2026-03-05',
      },
    ]);
    expect(companies).toEqual([
      {
        identifiers: acme,
        name: 'Acme Inc',
        domain: 'acme.com',
        guessed: false,
        traits: { name: 'Acme Inc', website: 'https://www.acme.com/about', plan: 'pro' },
      },
      {
        identifiers: ['domain:analytical.io'],
        name: 'analytical.io',
        domain: 'analytical.io',
        guessed: true,
        traits: {},
      },
    ]);
    const devices = { person: ada, feature: 'Device management' };
    expect(counts).toEqual([
      { ...devices, day: '2026-03-04', group: null, positive: 2, neutral: 1, negative: 1 },
      { ...devices, day: '2026-03-05', group: 'group:acme', positive: 1, neutral: 0, negative: 0 },
      {
        person: ada,
        feature: 'Pricing page',
        day: '2026-03-01',
        group: null,
        positive: 0,
        neutral: 1,
        negative: 0,
      },
    ]);
    expect(events.map((event) => event.split(' ')[0]).toSorted()).toEqual(
      [
        ...Array<string>(7).fill('track'),
        ...Array<string>(3).fill('identify'),
        'page',
        'group',
        'alias',
      ].toSorted(),
    );
  });

  test('@segment/analytics-next in a page: what it sent is the state in Postgres', async () => {
    const workspace = await rig.newWorkspace();
    const before = new Date().toISOString().slice(0, 10);
    const visit = await visitPage(
      rig.system.baseUrl,
      workspace.key,
      `analytics.page('Docs', 'Pricing');
       analytics.identify('grace', { email: 'Grace@Hopper.dev', firstName: 'Grace', lastName: 'Hopper' });
       analytics.track('Report opened', { feature: 'Reports', eventFlag: 'negative' });`,
    );
    const after = new Date().toISOString().slice(0, 10);

    const { people, companies, counts, events } = await rig.settledState(workspace);
    const grace = [`anonymous:${visit.anonymousId}`, 'email:grace@hopper.dev', 'user:grace'];
    expect(events).toEqual(visit.events.toSorted());
    expect(events).toHaveLength(3);
    expect(people).toEqual([
      {
        identifiers: grace,
        identified: true,
        email: 'Grace@Hopper.dev',
        name: 'Grace Hopper',
        title: null,
        company: ['domain:hopper.dev'],
        traits: { email: 'Grace@Hopper.dev', firstName: 'Grace', lastName: 'Hopper' },
        firstSeen: expect.stringMatching(`^(${before}|${after})$`),
        lastSeen: expect.stringMatching(`^(${before}|${after})$`),
      },
    ]);
    expect(companies).toEqual([
      {
        identifiers: ['domain:hopper.dev'],
        name: 'hopper.dev',
        domain: 'hopper.dev',
        guessed: true,
        traits: {},
      },
    ]);
    expect(counts).toEqual([
      expect.objectContaining({ person: grace, feature: 'Reports', positive: 0, neutral: 0, negative: 1 }),
    ]);
  });
}
