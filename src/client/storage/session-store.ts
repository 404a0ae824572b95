/** Sessions of this browser: where they are stored, and which tab works on which. */
import { SegError } from '../../contract/errors.ts';
import type { ProjectDraft, ProjectSource, SessionSummary } from '../../contract/project.ts';
import { deleteKeptDepot, openKeptDepot } from '../weights/open-depot.ts';
import { listSessions, readSession, removeSession, SessionFiles, worded } from './session-files.ts';

/** One tab's right to write one session. */
interface Writer {
  save(draft: ProjectDraft, now: number): Promise<void>;
  /** Lets other tabs have it. */
  close(): void;
}

export interface SessionStore {
  list(): Promise<readonly SessionSummary[]>;
  /** @returns null while another tab has the session */
  take(id: string): Promise<Writer | null>;
  read(id: string): Promise<ProjectSource>;
  remove(id: string): Promise<void>;
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

const FOLDER = 'sessions';

/**
 * Opens the store, creating it where there is none: call it only once the person has agreed to that.
 * @throws SegError `storage-blocked` where the browser keeps nothing for this page, `quota` where nothing more fits
 */
export async function openSessions(folder: string = FOLDER): Promise<SessionStore> {
  const depot = await openKeptDepot(folder).catch((thrown: unknown) => {
    throw worded(thrown);
  });
  if (!depot) throw new SegError('storage-blocked', 'the browser keeps nothing for this page');
  return {
    list: async () => listSessions(depot, await heldLocks()),
    take: async (id) => {
      const release = await hold(LOCK + id);
      if (!release) return null;
      const files = await SessionFiles.open(depot, id).catch((thrown: unknown) => {
        release();
        throw worded(thrown);
      });
      return { save: (draft, now) => files.save(draft, now), close: release };
    },
    read: (id) => readSession(depot, id),
    remove: (id) => removeSession(depot, id),
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
  };
}

/** Deletes all sessions and the store itself, wherever an earlier visit put it; no store is needed for that. @throws SegError */
export async function deleteAllSessions(folder: string = FOLDER): Promise<void> {
  try {
    await deleteKeptDepot(folder);
  } catch (thrown) {
    throw worded(thrown);
  }
}
