/** Why a Postgres program failed, as far as its own words tell; `other` where they do not. */
export type FailureKind = 'disk full' | 'port taken' | 'predecessor' | 'memory' | 'permission' | 'other';

const signs: readonly (readonly [FailureKind, RegExp])[] = [
  ['disk full', /no space left on device|disk quota exceeded|disk full/i],
  ['port taken', /could not bind|address already in use|could not create any TCP\/IP sockets/i],
  ['predecessor', /pre-existing shared memory block|lock file "postmaster\.pid" already exists|is empty/i],
  ['memory', /could not map anonymous shared memory|cannot allocate memory/i],
  ['permission', /permission denied|invalid permissions|wrong ownership/i],
];

/** Reads from what Postgres printed or logged why it failed. */
export function failureKind(output: string): FailureKind {
  return signs.find(([, sign]) => sign.test(output))?.[0] ?? 'other';
}

/** The line of a log or an output that says most about a failure: the last FATAL, PANIC or error, else the last line. */
export function tellingLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling =
    lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1) ?? 'no word';
  return telling.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, '').slice(0, 300);
}
