/** Keeps blobs in IndexedDB, for browsers whose private file system cannot be written from a page. */
import { type DBSchema, deleteDB, openDB } from 'idb';
import type { Depot } from './depot.ts';

interface Schema extends DBSchema {
  blobs: { key: string; value: Blob };
  sizes: { key: string; value: number };
}

/** @returns null where the browser keeps no databases for this page */
export async function openIndexedDbDepot(name: string): Promise<Depot | null> {
  try {
    const db = await openDB<Schema>(name, 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('blobs');
        fresh.createObjectStore('sizes');
      },
      // Another tab deletes the database: this one must not hold it up.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
    return {
      kindOf: () => 'indexeddb',
      put: async (key, data) => {
        const tx = db.transaction(['blobs', 'sizes'], 'readwrite');
        await Promise.all([
          tx.objectStore('blobs').put(new Blob([data]), key),
          tx.objectStore('sizes').put(data.byteLength, key),
          tx.done,
        ]);
      },
      get: async (key) => (await db.get('blobs', key)) ?? null,
      remove: async (key) => {
        const tx = db.transaction(['blobs', 'sizes'], 'readwrite');
        await Promise.all([tx.objectStore('blobs').delete(key), tx.objectStore('sizes').delete(key), tx.done]);
      },
      entries: async () => {
        const tx = db.transaction('sizes');
        const [keys, sizes] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll(), tx.done]);
        return keys.map((key, i) => ({ name: key, bytes: sizes[i] ?? 0 }));
      },
      destroy: async () => {
        db.close();
        await deleteDB(name);
      },
    };
  } catch {
    // Blocked cookies and some private windows refuse; the caller keeps things in memory.
    return null;
  }
}
