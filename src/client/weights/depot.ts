/** The lowest layer of the weights store: named blobs, kept somewhere. */
import type { DepotKind } from '../../contract/weights.ts';

export interface DepotEntry {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Named blobs. Names are ASCII letters, digits, dots and dashes.
 * `put` either keeps everything or throws; a refusal for want of room is a `DOMException` named `QuotaExceededError`.
 */
export interface Depot {
  /** Where the blob of this name is, or would be put. */
  kindOf(name: string): DepotKind;
  put(name: string, data: Uint8Array<ArrayBuffer>): Promise<void>;
  get(name: string): Promise<Blob | null>;
  remove(name: string): Promise<void>;
  entries(): Promise<readonly DepotEntry[]>;
  /** Deletes everything, the folder or database itself included; the depot cannot be used after that. */
  destroy?(): Promise<void>;
}

/** True for the error with which browsers refuse to keep more. */
export function isQuotaError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'QuotaExceededError';
}
