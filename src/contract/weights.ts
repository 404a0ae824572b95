/** The weights store as state and UI see it: content-addressed files of models, brought on demand, kept until deleted. */
import type { NeededFile } from './catalogue.ts';

/** Where bytes are kept; `memory` is lost with the tab. */
export type DepotKind = 'opfs' | 'indexeddb' | 'memory';

/** Progress of a download over all its files. Bytes, and bytes a second. */
export interface DownloadProgress {
  readonly done: number;
  readonly total: number;
  /** Moving average over the last seconds; 0 before it is known. */
  readonly speed: number;
  /** Seconds; absent before the speed is known. */
  readonly secondsLeft?: number;
  readonly file: string;
  /** Set while waiting to go on after a break: which try this is, and why. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
  /** Set once the device refused to keep more: the rest stays in memory until the tab closes. */
  readonly overflowed?: boolean;
}

/** A complete file in the store. */
export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly name: string;
  /** Where it came from; `imported` for files given by hand. */
  readonly origin: string;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly kind: DepotKind;
}

/** A download that was broken off and can go on. */
export interface PartialFile {
  readonly url: string;
  readonly name: string;
  readonly done: number;
  readonly bytes: number;
}

export interface StorageReport {
  readonly kind: DepotKind;
  readonly files: readonly StoredFile[];
  readonly partial: readonly PartialFile[];
  /** What the browser says: bytes used by this site and the most it may use; absent when it does not say. */
  readonly usage?: number;
  readonly quota?: number;
  /** True when the browser promised not to clear it by itself. */
  readonly persisted: boolean;
}

export interface WeightsStore {
  /** The complete file, or null. Files without a stated hash are found by address and length. */
  get(file: NeededFile): Promise<Blob | null>;
  /** How many bytes of the file are here already, complete or not. */
  have(file: NeededFile): Promise<number>;
  /**
   * Brings every file that is missing, one after another, resuming where an earlier try stopped.
   * @throws SegError `aborted`, `offline`, `stalled`, `download`, `not-a-model`, `integrity`
   */
  download(
    files: readonly NeededFile[],
    signal: AbortSignal,
    report: (progress: DownloadProgress) => void,
  ): Promise<void>;
  /** Takes a file given by hand; its hash is computed, never trusted. */
  put(blob: Blob, name: string, report?: (done: number) => void): Promise<StoredFile>;
  bySha256(sha256: string): Promise<Blob | null>;
  /** Deletes a complete file by hash. */
  delete(sha256: string): Promise<void>;
  /** Forgets what an unfinished download left. */
  deletePartial(url: string): Promise<void>;
  report(): Promise<StorageReport>;
  /** Asks the browser to keep everything. @returns whether it agreed */
  persist(): Promise<boolean>;
}
