/** Keeps blobs in IndexedDB, for browsers whose private file system cannot be written from a page. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { type Depot, isQuotaError } from './depot.ts';

interface Schema extends DBSchema {
  blobs: { key: string; value: Blob };
  sizes: { key: string; value: number };
}

type Database = IDBPDatabase<Schema>;

function open(name: string, wanted: 'made' | 'found'): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade: (fresh, before, _version, transaction) => {
      // Looking must not make a database.
      if (wanted === 'found' && before === 0) {
        transaction.done.catch(() => undefined); // the opening itself rejects
        transaction.abort();
        return;
      }
      fresh.createObjectStore('blobs');
      fresh.createObjectStore('sizes');
    },
    // Another tab deletes the database: this one must not hold it up.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

/** @returns null where the browser keeps no databases for this page */
export async function openIndexedDbDepot(name: string): Promise<Depot | null> {
  try {
    return databaseDepot(await open(name, 'made'), name);
  } catch (thrown) {
    if (isQuotaError(thrown)) throw thrown;
    return null; // blocked cookies and some private windows refuse
  }
}

/** What an earlier visit left in a database, to be read and deleted. @returns null where there is none */
export async function findIndexedDbDepot(name: string): Promise<Depot | null> {
  try {
    const known = await indexedDB.databases?.();
    if (known && !known.some((d) => d.name === name)) return null;
    return databaseDepot(await open(name, 'found'), name);
  } catch {
    return null; // no databases for this page, or none of this name
  }
}

/** Deletes the database, if there is one. */
export async function deleteIndexedDbDepot(name: string): Promise<void> {
  if (!('indexedDB' in globalThis)) return;
  try {
    await deleteDB(name);
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === 'SecurityError')) throw thrown;
  }
}

function databaseDepot(db: Database, name: string): Depot {
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
      await deleteIndexedDbDepot(name);
    },
  };
}
