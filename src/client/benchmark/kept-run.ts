/** One unfinished run in this browser's own database; written only where the person turned it on. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Lab } from '../../contract/benchmark.ts';
import { SegError } from '../../contract/errors.ts';

interface Schema extends DBSchema {
  runs: { key: 'unfinished'; value: string };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('segment-lab', 1, { upgrade: (db) => void db.createObjectStore('runs') });
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

async function guard<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  try {
    return await work(await database());
  } catch (cause) {
    const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
    throw full
      ? new SegError('quota', 'this browser has no room left for the state of the run', { cause })
      : new SegError('storage-blocked', 'this browser does not let the page keep the state of the run', { cause });
  }
}

/** Asking must not make a database where nothing was ever kept; where the browser cannot tell, it is taken to be there. */
async function isThere(): Promise<boolean> {
  const names = await indexedDB.databases?.().catch(() => []);
  return names === undefined || names.some((d) => d.name === 'segment-lab');
}

/** Stored as text: what comes back is parsed by its schema before it is used. */
export const keptRun: NonNullable<Lab['kept']> = {
  save: (state) =>
    guard(async (db) => {
      await db.put('runs', JSON.stringify(state), 'unfinished');
    }),
  async load() {
    if (!(await isThere())) return null;
    return guard(async (db) => {
      const text = await db.get('runs', 'unfinished');
      return text === undefined ? null : JSON.parse(text);
    });
  },
  async clear() {
    if (!(await isThere())) return;
    await guard(async (db) => {
      await db.delete('runs', 'unfinished');
    });
  },
};
