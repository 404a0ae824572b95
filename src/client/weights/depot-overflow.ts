/** A depot which goes on in memory once the device refuses to keep more. */
import { type Depot, isQuotaError } from './depot.ts';
import { createMemoryDepot } from './depot-memory.ts';

export interface OverflowDepot extends Depot {
  /** True once something had to stay in memory for want of room. */
  readonly overflowed: () => boolean;
}

export function withOverflow(primary: Depot): OverflowDepot {
  const memory = createMemoryDepot();
  const inMemory = new Set<string>();
  return {
    overflowed: () => inMemory.size > 0,
    kindOf: (name) => (inMemory.has(name) ? 'memory' : primary.kindOf(name)),
    put: async (name, data) => {
      try {
        await primary.put(name, data);
        if (inMemory.delete(name)) await memory.remove(name);
      } catch (thrown) {
        if (!isQuotaError(thrown)) throw thrown;
        await memory.put(name, data);
        inMemory.add(name);
      }
    },
    get: (name) => (inMemory.has(name) ? memory.get(name) : primary.get(name)),
    remove: async (name) => {
      if (inMemory.delete(name)) await memory.remove(name);
      await primary.remove(name);
    },
    entries: async () => {
      const kept = (await primary.entries()).filter((e) => !inMemory.has(e.name));
      return [...kept, ...(await memory.entries())];
    },
  };
}
