/** Sessions of this browser: where they are stored, and which tab works on which. */
import { SegError } from '../../contract/errors.ts';
import type { ProjectDraft, ProjectSource, SessionSummary } from '../../contract/project.ts';
import type { Depot } from '../weights/depot.ts';
import { openIndexedDbDepot } from '../weights/depot-indexeddb.ts';
import { openOpfsDepot } from '../weights/depot-opfs.ts';
import { listSessions, readSession, removeSession, SessionFiles } from './session-files.ts';

/** One tab's right to write one session. */
interface Writer {
  save(draft: ProjectDraft, now: number): Promise<void>;
  /** Lets other tabs have it. */
  close(): void;
}

export interface Vault {
  list(): Promise<readonly SessionSummary[]>;
  /** @returns null while another tab has the session */
  take(id: string): Promise<Writer | null>;
  read(id: string): Promise<ProjectSource>;
  remove(id: string): Promise<void>;
  /** Deletes all sessions and the store itself; the vault cannot be used after that. */
  destroy(): Promise<void>;
  /** Asks the browser never to clear this site's storage by itself. */
  persist(): Promise<boolean>;
}

const LOCK = 'session ';

/** Holds a named lock until released; null when another tab holds it. Browsers without Web Locks cannot tell: then it is free. */
async function hold(name: string): Promise<(() => void) | null> {
  if (!('locks' in navigator)) return () => undefined;
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

async function heldLocks(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
}

/**
 * Opens the store, creating it where there is none: call it only once the person has agreed to that.
 * @throws SegError `storage-blocked` where the browser keeps nothing for this page
 */
export async function openVault(folder = 'sessions'): Promise<Vault> {
  const depot: Depot | null = (await openOpfsDepot(folder)) ?? (await openIndexedDbDepot(folder));
  if (!depot) throw new SegError('storage-blocked', 'the browser keeps nothing for this page');
  return {
    list: async () => listSessions(depot, await heldLocks()),
    take: async (id) => {
      const release = await hold(LOCK + id);
      if (!release) return null;
      const files = await SessionFiles.open(depot, id);
      return { save: (draft, now) => files.save(draft, now), close: release };
    },
    read: (id) => readSession(depot, id),
    remove: (id) => removeSession(depot, id),
    destroy: async () => depot.destroy?.(),
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
  };
}
