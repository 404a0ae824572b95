/** What an opened archive is: a file tree whose directory is read once, and an entry only when it is asked for. */
import type { FileTree } from '../../core/datasets/file-tree.ts';

/** An archive, or an entry of one, that cannot be read; `message` is a sentence without the archive's name. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** An entry larger than this is refused: it would not fit into a tab beside everything else. */
export const LARGEST_ENTRY: number = 1 << 30;

/** An opened archive. */
export interface Archive extends FileTree {
  /** @throws ArchiveError when the entry is missing, damaged, encrypted, packed by an unknown method or no plain file; SegError `aborted` */
  read(path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** Whether the bytes begin as a ZIP file does: a local header, or the end record of an empty one. */
export function isZip(head: Uint8Array): boolean {
  const third = head[2];
  return head[0] === 0x50 && head[1] === 0x4b && ((third === 3 && head[3] === 4) || (third === 5 && head[3] === 6));
}

/** Size of a file for a sentence. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Path of an entry from the root of the archive: `/` between folders, no `./` in front. */
export function entryPath(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
}
