/** Two places as one: what is new goes to the first; what lies in either is listed, read and deleted. */
import type { Depot } from './depot.ts';

/** @param earlier holds what was put there while `first` could not be used */
export function layeredDepot(first: Depot, earlier: Depot): Depot {
  return {
    kindOf: (name) => first.kindOf(name),
    put: async (name, data) => {
      await first.put(name, data);
      await earlier.remove(name);
    },
    get: async (name) => (await first.get(name)) ?? earlier.get(name),
    remove: async (name) => {
      await first.remove(name);
      await earlier.remove(name);
    },
    entries: async () => {
      const own = await first.entries();
      const names = new Set(own.map((e) => e.name));
      return [...own, ...(await earlier.entries()).filter((e) => !names.has(e.name))];
    },
    destroy: async () => {
      await first.destroy?.();
      await earlier.destroy?.();
    },
  };
}
