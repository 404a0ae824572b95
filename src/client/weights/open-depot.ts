/** Chooses where weights are kept: private file system, else IndexedDB, else memory. */
import type { Depot } from './depot.ts';
import { openIndexedDbDepot } from './depot-indexeddb.ts';
import { createMemoryDepot } from './depot-memory.ts';
import { openOpfsDepot } from './depot-opfs.ts';

export async function openDepot(name = 'weights'): Promise<Depot> {
  return (await openOpfsDepot(name)) ?? (await openIndexedDbDepot(name)) ?? createMemoryDepot();
}
