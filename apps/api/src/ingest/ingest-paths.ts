import { eventTypes } from '#contract';

/** Segment's library for browsers names a call by its first letter, some libraries call a batch an import. */
const names = ['segment', 'batch', 'b', 'import', ...eventTypes, ...eventTypes.map((type) => type.charAt(0))];

/** Where a page that is being closed sends what is left, with the key in the address: a beacon has no headers. */
const beaconPath = 'beacon/v1/batch';

/** Jitsu's library knows no others. */
const jitsuPaths = eventTypes.flatMap((type) => [`api/s/${type}`, `api/s/s2s/${type}`]);

/** The addresses that take events. Each is taken with a trailing slash too. */
export const ingestPaths = ['segment', ...names.map((name) => `v1/${name}`), ...jitsuPaths, beaconPath];

/** Where libraries report how they are doing. It is answered and not kept. */
export const metricsPaths = ['v1/m'];

/** Where libraries ask how they are to send. */
export const settingsPaths = ['v1/projects/:writeKey/settings', 'projects/:writeKey/settings'];

/** The path of a request as the router reads it: `/v1/%74rack` is `/v1/track`. */
export function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const bare = (path: string): string => path.replace(/^\/|\/$/g, '');

/** Whether Segment itself calls this address: it has taken the event in before, and corrected its clock. */
export const isFromSegment = (path: string): boolean => bare(path).endsWith('segment');

/** Whether the key may stand in the query of this address. Elsewhere it would only leak into logs. */
export const isBeacon = (path: string): boolean => bare(path) === beaconPath;

const open = new Set([...ingestPaths, ...metricsPaths]);
const taking = new Set(ingestPaths);
const other = new Set(metricsPaths);

/** Whether this is an address that takes events, or one that somebody may take for such. */
export const isTakingEvents = (path: string): boolean =>
  taking.has(bare(path)) ||
  (bare(path).startsWith('v1/') && !other.has(bare(path)) && !isOfSettings(bare(path)));

const isOfSettings = (barePath: string): boolean => /^(?:v1\/)?projects\/[^/]+\/settings$/.test(barePath);

/** Whether pages of every origin may call this address. */
export const isOpenToBrowsers = (path: string): boolean => open.has(bare(path)) || isOfSettings(bare(path));
