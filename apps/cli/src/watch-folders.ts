import { readdirSync, watch, type Dirent } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What hears of changes below a folder. */
export interface FolderWatcher {
  /** A file has changed, come or gone; its path begins below the folder. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Watches a folder and all that are in it, those included that are made later. Not by the recursive watch of Node 20,
 * which on Linux loses a file once an editor has put another in its place.
 * @returns what ends it
 */
export function watchFolders(folder: string, { onChange, onError }: FolderWatcher): () => void {
  const watched = new Map<string, () => void>();
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const add = (path: string): void => {
    const watcher = watch(path, (_, name) => {
      if (name !== null) attempt(() => changed(join(path, name)));
    });
    watcher.on('error', onError);
    watched.set(path, () => watcher.close());
  };
  const forget = (gone: string): void => {
    for (const [path, close] of watched) {
      if (path !== gone && !path.startsWith(gone + sep)) continue;
      close();
      watched.delete(path);
    }
  };
  const changed = (path: string): void => {
    const entries = list(path);
    if (entries === null) {
      forget(path);
      onChange(relative(folder, path));
    } else if (!watched.has(path)) {
      add(path);
      // What is in a new folder may have come before it was watched.
      for (const entry of entries) changed(join(path, entry.name));
    }
  };
  const begin = (path: string): void => {
    add(path);
    for (const entry of list(path) ?? []) if (entry.isDirectory()) begin(join(path, entry.name));
  };
  attempt(() => begin(folder));
  return () => forget(folder);
}

/** What is in a folder; null where it is none. */
function list(path: string): Dirent[] | null {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return null;
  }
}
