/** Keeps blobs as files in the site's private file system; reading gives a disk-backed File, so nothing is copied into memory. */
import type { Depot, DepotEntry } from './depot.ts';

async function reallyWrites(directory: FileSystemDirectoryHandle): Promise<boolean> {
  const file = await directory.getFileHandle('probe', { create: true });
  if (typeof file.createWritable !== 'function') return false;
  const out = await file.createWritable();
  await out.close();
  await directory.removeEntry('probe');
  return true;
}

/** @returns null where the browser has no such file system, or not for this page */
export async function openOpfsDepot(folder: string): Promise<Depot | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const directory = await root.getDirectoryHandle(folder, { create: true });
    if (!(await reallyWrites(directory))) return null;
    return { ...opfsDepot(directory), destroy: () => root.removeEntry(folder, { recursive: true }) };
  } catch {
    // Private windows of some browsers refuse; the caller tries the next kind.
    return null;
  }
}

function opfsDepot(directory: FileSystemDirectoryHandle): Depot {
  return {
    kindOf: () => 'opfs',
    put: async (name, data) => {
      const file = await directory.getFileHandle(name, { create: true });
      const out = await file.createWritable();
      try {
        await out.write(data);
        await out.close();
      } catch (thrown) {
        await out.abort().catch(() => undefined);
        await directory.removeEntry(name).catch(() => undefined);
        throw thrown;
      }
    },
    get: async (name) => {
      try {
        return await (await directory.getFileHandle(name)).getFile();
      } catch (thrown) {
        if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null;
        throw thrown;
      }
    },
    remove: async (name) => {
      try {
        await directory.removeEntry(name);
      } catch (thrown) {
        if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw thrown;
      }
    },
    entries: async () => {
      const found: DepotEntry[] = [];
      for await (const handle of directory.values()) {
        // The DOM types give the base handle; `kind` says which of the two it is.
        if (handle.kind === 'file') {
          found.push({ name: handle.name, bytes: (await (handle as FileSystemFileHandle).getFile()).size });
        }
      }
      return found;
    },
  };
}
