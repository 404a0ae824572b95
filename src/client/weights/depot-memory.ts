/** Keeps blobs until the tab closes: the last resort. */
import type { Depot, DepotEntry } from './depot.ts';

export function createMemoryDepot(): Depot {
  const blobs = new Map<string, Blob>();
  return {
    kindOf: () => 'memory',
    put: async (name, data) => {
      blobs.set(name, new Blob([data]));
    },
    get: async (name) => blobs.get(name) ?? null,
    remove: async (name) => {
      blobs.delete(name);
    },
    entries: async () => [...blobs].map(([name, blob]): DepotEntry => ({ name, bytes: blob.size })),
  };
}
