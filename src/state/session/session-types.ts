/** Sessions: what the state needs for them, and what the screen shows of them. */
import type { StoreApi } from 'zustand/vanilla';
import type { SegErrorCode } from '../../contract/errors.ts';
import type { ProjectDraft, ProjectSource, SessionSummary } from '../../contract/project.ts';

/** The right to write one session, which no other tab has at the same time. */
export interface SessionWriter {
  /** All or nothing: when it fails the save before stays. @throws SegError `quota`, `storage-blocked`, `bad-file` */
  save(draft: ProjectDraft, now: number): Promise<void>;
  close(): void;
}

export interface SessionStore {
  /** The newest first. */
  list(): Promise<readonly SessionSummary[]>;
  /** @returns null while another tab has the session */
  take(id: string): Promise<SessionWriter | null>;
  /** @throws SegError `bad-file` */
  read(id: string): Promise<ProjectSource>;
  remove(id: string): Promise<void>;
  /** Asks the browser never to clear the storage by itself. */
  persist(): Promise<boolean>;
}

/** What is kept beside the sessions once storage is on. */
interface Kept {
  readonly on: true;
  readonly theme: 'system' | 'light' | 'dark';
}

/** Storage on this device and project files; the client implements it. */
export interface StorageDeps {
  readonly settings: {
    /** Null for a person who has not turned storage on. */
    read(): Kept | null;
    write(kept: Kept): void;
    clear(): void;
    /** True once the person has said yes or no. */
    answered(): boolean;
    /** Remembers a no. */
    decline(): void;
    /** Hears of another tab's choice. */
    onChange(listener: (kept: Kept | null) => void): () => void;
  };
  /** Creates the store where there is none. @throws SegError `storage-blocked` */
  openSessions(): Promise<SessionStore>;
  /** Deletes all sessions and the store itself, wherever an earlier visit put it. @throws SegError */
  deleteSessions(): Promise<void>;
  writeProject(draft: ProjectDraft, signal: AbortSignal): Promise<Blob>;
  /** @throws SegError `bad-file` with a sentence */
  readProject(blob: Blob, name: string): Promise<ProjectSource>;
}

export interface SessionState {
  readonly phase: 'off' | 'starting' | 'on';
  readonly save: 'idle' | 'due' | 'saving' | 'failed';
  /** Milliseconds since 1970 of the last save of this visit. */
  readonly savedAt: number | null;
  readonly problem: SegErrorCode | null;
  /** True while the person is asked, once a visit, whether the work may be kept on this device. */
  readonly question: boolean;
  /** The work of the last visit, until it is continued, discarded or something else is opened. */
  readonly offer: SessionSummary | null;
  readonly list: readonly SessionSummary[];
  /** The session that this tab writes. */
  readonly currentId: string | null;
}

/** Nothing is kept. */
export const OFF: SessionState = {
  phase: 'off',
  save: 'idle',
  savedAt: null,
  problem: null,
  question: false,
  offer: null,
  list: [],
  currentId: null,
};

export interface SessionFlow {
  readonly api: StoreApi<SessionState>;
  /** Looks for what the person chose in an earlier visit. */
  start(): Promise<void>;
  /** From now on the work is stored. @returns false when the browser refuses (said in the store) */
  turnOn(): Promise<boolean>;
  /** Nothing is stored any more, and what was stored is deleted. @returns false when something could not be deleted (said in the store) */
  turnOff(): Promise<boolean>;
  /** Answers the question: kept from now on, or never asked again; `later` leaves it open until the next visit. */
  answer(how: 'yes' | 'no' | 'later'): Promise<void>;
  refresh(): Promise<void>;
  /** Opens a stored session; one that another tab works on comes as a copy. */
  resume(id: string): Promise<boolean>;
  remove(id: string): Promise<void>;
  removeAll(): Promise<void>;
  persist(): Promise<boolean>;
  /** Saves at once what is due. */
  flush(): Promise<void>;
  dispose(): void;
}

/** Work as one file. */
export interface ProjectFlow {
  /** Offers everything that is open as one file. @returns false when it failed (said in the store) or nothing is open */
  save(): Promise<boolean>;
  /** Brings in the pictures of a project file; the present work stays. @returns as {@link save} */
  open(blob: Blob, name: string): Promise<boolean>;
}
