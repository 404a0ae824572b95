/** Keeps blobs as files in the site's private file system; reading gives a disk-backed File, so nothing is copied into memory. */
import { type Depot, type DepotEntry, isQuotaError } from './depot.ts';

/** Files that are written to see whether writing works; never listed. */
const PROBE = 'probe';

/** False where the file system cannot be written from a page. A disk without room is no such place: that is told when something is to be kept. */
async function canWrite(directory: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    const file = await directory.getFileHandle(PROBE, { create: true });
    if (typeof file.createWritable !== 'function') return false;
    const out = await file.createWritable();
    await out.close();
  } catch (thrown) {
    return isQuotaError(thrown);
  } finally {
    await directory.removeEntry(PROBE).catch(() => undefined);
  }
  return true;
}

/** @returns null where the browser has no such file system, or not for this page */
export async function openOpfsDepot(folder: string): Promise<Depot | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const directory = await root.getDirectoryHandle(folder, { create: true });
    return (await canWrite(directory)) ? opfsDepot(directory, folder) : null;
  } catch (thrown) {
    if (isQuotaError(thrown)) throw thrown;
    return null; // private windows of some browsers refuse; the caller tries the next kind
  }
}

/** What an earlier visit left in the private file system, to be read and deleted. @returns null where there is nothing */
export async function findOpfsDepot(folder: string): Promise<Depot | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return opfsDepot(await root.getDirectoryHandle(folder), folder);
  } catch {
    return null; // no such file system, or no such folder
  }
}

/** Deletes the folder with everything in it, if there is one. */
export async function deleteOpfsDepot(folder: string): Promise<void> {
  if (!navigator.storage?.getDirectory) return;
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(folder, { recursive: true });
  } catch (thrown) {
    // Not there, or no file system for this page: nothing to delete. Anything else is told.
    if (thrown instanceof DOMException && ['NotFoundError', 'SecurityError', 'NotAllowedError'].includes(thrown.name)) {
      return;
    }
    throw thrown;
  }
}

function opfsDepot(directory: FileSystemDirectoryHandle, folder: string): Depot {
  return {
    destroy: () => deleteOpfsDepot(folder),
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
        if (handle.kind === 'file' && handle.name !== PROBE) {
          found.push({ name: handle.name, bytes: (await (handle as FileSystemFileHandle).getFile()).size });
        }
      }
      return found;
    },
  };
}
