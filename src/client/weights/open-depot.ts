/** Chooses where blobs are kept: private file system, else IndexedDB. The choice is by what the browser has, never by how full it is. */
import type { Depot } from './depot.ts';
import { deleteIndexedDbDepot, findIndexedDbDepot, openIndexedDbDepot } from './depot-indexeddb.ts';
import { layeredDepot } from './depot-layered.ts';
import { createMemoryDepot } from './depot-memory.ts';
import { deleteOpfsDepot, findOpfsDepot, openOpfsDepot } from './depot-opfs.ts';

/**
 * Opens the store of this name, creating it where there is none. What an earlier visit put into the other kind of store is
 * listed, read and deleted with it.
 * @returns null where the browser keeps nothing for this page
 * @throws DOMException `QuotaExceededError` where not even an empty store fits
 */
export async function openKeptDepot(name: string): Promise<Depot | null> {
  const files = await openOpfsDepot(name);
  const first = files ?? (await openIndexedDbDepot(name));
  if (!first) return null;
  const earlier = files ? await findIndexedDbDepot(name) : await findOpfsDepot(name);
  return earlier ? layeredDepot(first, earlier) : first;
}

/** Deletes the store of this name, in whichever places it lies. @throws what the browser throws where it refuses */
export async function deleteKeptDepot(name: string): Promise<void> {
  const results = await Promise.allSettled([deleteOpfsDepot(name), deleteIndexedDbDepot(name)]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** The store of this name, or memory until the tab closes where the browser keeps nothing. */
export async function openDepot(name = 'weights'): Promise<Depot> {
  const kept = await openKeptDepot(name).catch(() => null);
  return kept ?? createMemoryDepot();
}
