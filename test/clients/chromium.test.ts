import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { jest } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { onEngine } from '../support/rig.js';
import type { Workspace } from '../support/workspace.js';

jest.setTimeout(180_000);

const require = createRequire(import.meta.url);
const library = require.resolve('@segment/analytics-next/dist/umd/index.js');
const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A site of another origin than Hydra's, whose page holds Segment's library for browsers. */
async function startSite(): Promise<Server> {
  const script = await readFile(library);
  const site = createServer((request, response) => {
    const isScript = request.url === '/analytics.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><title>Pricing</title><script src="/analytics.js"></script>',
    );
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  return site;
}

async function openBrowser(): Promise<Browser> {
  const executablePath = executables.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'This test needs Chromium and there is none. Install it (Debian: apt-get install chromium).',
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

onEngine('postgres', (rig) => {
  let site: Server;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    site = await startSite();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  beforeEach(async () => {
    const address = site.address();
    page = await browser.newPage();
    complaints = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://localhost:${typeof address === 'object' ? address?.port : ''}/pricing?plan=pro`);
  });

  afterEach(() => page.close());

  const eventsOf = async (workspace: Workspace, count: number): Promise<Record<string, unknown>[]> => {
    await eventually('the calls are stored', async () => {
      const { events } = await rig.settledState(workspace);
      return events.length === count;
    });
    const { rows } = await rig.database.pool.query<{ body: string }>(
      'SELECT body FROM event WHERE workspace_id = $1 ORDER BY received_at',
      [workspace.id],
    );
    return rows.map(({ body }) => JSON.parse(body));
  };

  test('analytics.js, told by the settings document where to send, sends from a page of another origin', async () => {
    const workspace = await rig.newWorkspace();
    await page.evaluate(
      `AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${workspace.key}', cdnURL: '${rig.system.baseUrl}' }).then(async ([analytics]) => {
        await analytics.page();
        await analytics.identify('ada', { email: 'ada@analytical.io' });
        await analytics.track('Device added', { feature: 'Device management', eventFlag: 'Positive' });
      })`,
    );
    const events = await eventsOf(workspace, 3);
    expect(complaints).toEqual([]);
    expect(events.map(({ type }) => type).toSorted()).toEqual(['identify', 'page', 'track']);
    expect(events.map(({ context }) => Object(context).ip)).toEqual(Array(3).fill('127.0.0.1'));
    expect((await rig.settledState(workspace)).counts).toMatchObject([
      { feature: 'Device management', positive: 1 },
    ]);
  });

  test('what a page sends with sendBeacon while it is closed arrives', async () => {
    const workspace = await rig.newWorkspace();
    await page.evaluate(`addEventListener('pagehide', () => navigator.sendBeacon(
      '${rig.system.baseUrl}/beacon/v1/batch?writeKey=${workspace.key}',
      JSON.stringify({ batch: [{ type: 'track', anonymousId: 'a1', event: 'Left' }] })))`);
    await page.goto('about:blank');
    expect(await eventsOf(workspace, 1)).toMatchObject([{ type: 'track', event: 'Left' }]);
  });

  test('a page can read why its event was refused', async () => {
    const refused = await page.evaluate(
      `fetch('${rig.system.baseUrl}/v1/track', { method: 'POST', headers: { 'X-Retry-Count': '1' }, body: '{}' }).then((r) => r.json())`,
    );
    expect(refused).toMatchObject({ code: 'missing_api_key' });
  });
});
