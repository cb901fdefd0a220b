import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of a `.cpuprofile` that is read here; times are microseconds. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

const functionsShown = 20;
const suffix = '.cpuprofile';

/**
 * For every profile in the folder: the functions in which most time was spent, themselves and not what they called.
 * The loading of modules at the start is left out.
 */
export async function summariseProfiles(dir: string): Promise<string> {
  const files = (await readdir(dir)).filter((file) => file.endsWith(suffix)).toSorted();
  const parts = await Promise.all(
    files.map(async (file) => {
      const profile: CpuProfile = JSON.parse(await readFile(join(dir, file), 'utf8'));
      return summarise(file.slice(0, -suffix.length), profile);
    }),
  );
  return parts.join('\n');
}

function summarise(name: string, profile: CpuProfile): string {
  const placeOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeIn(callFrame)]));
  const loading = listLoading(profile.nodes);
  const selfTime = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((node, i) => {
    const place = placeOf.get(node) ?? '(unknown)';
    if (place === '(idle)' || loading.has(node)) return;
    const microseconds = profile.timeDeltas[i] ?? 0;
    busy += microseconds;
    selfTime.set(place, (selfTime.get(place) ?? 0) + microseconds);
  });
  const lines = [...selfTime]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, functionsShown)
    .map(([place, time]) => `  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${place}`);
  return [`${name}: busy for ${(busy / 1e6).toFixed(1)} s`, ...lines].join('\n');
}

/** The nodes below Node's module loader. A parent stands before its children. */
function listLoading(nodes: readonly ProfileNode[]): ReadonlySet<number> {
  const loading = new Set<number>();
  for (const { id, callFrame, children } of nodes) {
    if (callFrame.url.startsWith('node:internal/modules/')) loading.add(id);
    if (loading.has(id)) for (const child of children ?? []) loading.add(child);
  }
  return loading;
}

function placeIn({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  return `${name}  ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
}
