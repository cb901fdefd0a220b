import { execFileSync } from 'node:child_process';
import type { LiveEventDetails } from '#live';
import { curlOf } from './curl.js';

const details = (raw: string | null, cut = false): LiveEventDetails => ({
  raw,
  cut,
  rawIsText: false,
  normalised: null,
  names: '',
  shown: {
    id: '1',
    at: '2026-03-01T12:00:00.000Z',
    status: 'stored',
    type: 'track',
    event: null,
    subject: null,
    messageId: null,
    eventId: null,
    code: null,
    reason: '',
    advice: '',
    warnings: [],
    key: null,
    library: null,
    latencyMs: 1,
    httpStatus: 200,
    path: '/v1/track',
    requestId: null,
    index: null,
    count: 1,
    unattributed: false,
  },
});

describe('curlOf', () => {
  it('gives a shell exactly what was sent, and the key by its name alone', () => {
    const raw = `{"a":"it's \\"$HOME\\" \`id\`\\n; rm -rf"}`;
    const curl = curlOf(details(raw), 'http://localhost:3000') ?? '';
    const words = execFileSync('sh', ['-c', `HYDRA_KEY=k; curl() { printf '%s\\0' "$@"; }; ${curl}`], {
      encoding: 'utf8',
    });
    expect(words.split('\0')).toEqual([
      '-X',
      'POST',
      'http://localhost:3000/v1/track',
      '-u',
      'k:',
      '-H',
      'Content-Type: application/json',
      '--data-raw',
      raw,
      '',
    ]);
  });

  it('gives none where the whole is not known', () => {
    expect(curlOf(details(null), 'http://localhost:3000')).toBeNull();
    expect(curlOf(details('{"a":', true), 'http://localhost:3000')).toBeNull();
  });
});
