import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

/**
 * A page with Segment's library for browsers. As a program of its own: what jsdom is made of cannot be loaded by Jest.
 * Arguments: the address of Hydra, a write key, and the code of the page, which finds the library as `analytics`.
 * Prints, once everything is delivered, the anonymous id of the visitor and the events, as JSON.
 */
const [, , baseUrl, writeKey, code] = process.argv;
const library = createRequire(import.meta.url).resolve('@segment/analytics-next/dist/umd/index.js');
const { window } = new JSDOM('<!doctype html><title>Pricing</title>', {
  url: `${baseUrl}/pricing?plan=pro`,
  runScripts: 'outside-only',
  pretendToBeVisual: true,
});
window.eval(await readFile(library, 'utf8'));

const destination = { apiHost: `${new URL(baseUrl).host}/v1`, protocol: 'http' };
const [analytics] = await window.AnalyticsNext.AnalyticsBrowser.load(
  { writeKey, cdnSettings: { integrations: { 'Segment.io': { apiKey: writeKey, ...destination } } } },
  { integrations: { 'Segment.io': destination } },
);
const deliveries = [];
const noted = new Proxy(analytics, {
  get: (target, name) =>
    typeof target[name] !== 'function'
      ? target[name]
      : (...args) => {
          const delivery = target[name](...args);
          deliveries.push(delivery);
          return delivery;
        },
});
window.eval(`(function (analytics) { ${code} })`)(noted);
const sent = await Promise.all(deliveries);
process.stdout.write(
  JSON.stringify({
    anonymousId: analytics.user().anonymousId(),
    events: sent.map(({ event }) => `${event.type} ${event.messageId}`),
  }),
);
process.exit(0);
