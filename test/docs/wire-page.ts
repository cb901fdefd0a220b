import { errorCodes, warningCodes, type ErrorCode } from '#contract';
import { oddRequests } from '../support/odd-requests.js';

/** The text of docs/wire.md: what does not follow from the tables, and the tables. */
export function wirePage(): string {
  return `${[opening, errors(), odd(), warnings()].join('\n\n')}\n`;
}

const opening = `# The wire contract

What may be sent to Hydra, and what it answers. This page is made from the tables of the code: \`npm run docs\` writes it,
and a test keeps it true.

## Where to send

Every address takes \`POST\`, with or without a slash at its end, any \`Content-Type\`, and gzip or deflate.

| address | takes |
| --- | --- |
| \`/v1/segment\`, \`/segment\` | what Segment itself sends: one event with its \`type\`, or a bare array |
| \`/v1/identify\`, \`/v1/track\`, \`/v1/group\`, \`/v1/alias\`, \`/v1/page\`, \`/v1/screen\` | one event; the address is its type |
| \`/v1/delete\` | one event: \`userId\` is to be erased, with everything up to its \`timestamp\` |
| \`/v1/i\`, \`/v1/t\`, \`/v1/g\`, \`/v1/a\`, \`/v1/p\`, \`/v1/s\` | the same, as Segment's library for browsers spells it |
| \`/v1/batch\`, \`/v1/b\`, \`/v1/import\` | \`{"batch": […]}\` of up to 2,500 events |
| \`/api/s/<type>\`, \`/api/s/s2s/<type>\` | one event, as Jitsu's library sends it |
| \`/beacon/v1/batch?writeKey=…\` | the same from \`navigator.sendBeacon\`; the only address where the key may stand in the query |
| \`/v1/m\` | what libraries report of themselves; answered and not kept |
| \`GET /v1/projects/<key>/settings\`, \`GET /projects/<key>/settings\` | the settings that libraries for browsers and phones ask for first |

Every address takes a single event, a batch and a bare array (of up to 4,000 events). The API key is the user name of Basic
authentication, a Bearer token, \`X-Write-Key\`, \`X-API-Key\`, or \`writeKey\` in the body; the first that is there counts.
A body may hold 5 MiB (1 MiB where its key is in it alone), an event 32 KiB. Where the integration has a signing secret and the request an \`X-Signature\`, it has to fit.

## What is answered

A single event is answered \`200\` with \`{"success":true}\`, a batch with how many of its events were accepted, and an entry in
\`errors\` for each that was not (the first 400). One bad event never refuses its neighbours, unless \`X-Strict-Mode: 1\` asks
for that. An event that was there before is accepted and changes nothing; so is one of somebody who is suppressed, or was
erased since it happened. What happened more than 30 days before it came in counts on its day and is kept with
\`historical: true\`. \`200\` means that the event is durable.

An error is answered with \`{"success":false,"code":"…","message":"…","error":"…","requestId":"…"}\`. Where sending it again
later makes sense, \`Retry-After\` says in how many seconds.`;

function errors(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, message, segmentRetries }]) =>
      `| \`${code}\` | ${status} | ${segmentRetries ? 'yes' : 'no'} | ${message} |`,
  );
  return [
    '## Errors',
    '',
    '| code | status | Segment sends it again | message |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function odd(): string {
  const rows = oddRequests.map(
    ({ what, method = 'POST', path, answer }) =>
      `| ${what} | \`${method} ${path}\` | ${answerText(answer)} |`,
  );
  return ['## Odd requests', '', '| what is sent | to | is answered |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

const answerText = (answer: ErrorCode | 200): string =>
  answer === 200
    ? '200, with an entry in `errors` or a warning'
    : `${errorCodes[answer].status} \`${answer}\``;

function warnings(): string {
  const rows = Object.entries(warningCodes).map(([code, message]) => `| \`${code}\` | ${message} |`);
  return [
    '## Warnings',
    '',
    'What is odd about an event that was accepted all the same.',
    '',
    '| code | what was made of it, and what to do |',
    '| --- | --- |',
    ...rows,
  ].join('\n');
}
