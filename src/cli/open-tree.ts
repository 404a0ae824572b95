/** A folder on disk, or a ZIP or TAR archive (also packed with gzip), as the dataset readers see it. */

import { openAsBlob, statSync } from 'node:fs';
import { basename } from 'node:path';
import { openArchive } from '../codecs/archive/open-archive.ts';
import type { FileTree } from '../core/datasets/file-tree.ts';
import { InputError } from './command.ts';
import { diskTree } from './disk-tree.ts';

/** @throws InputError when the folder or archive cannot be read */
export async function openTree(path: string): Promise<FileTree> {
  try {
    if (statSync(path).isDirectory()) return diskTree(path);
    return await openArchive(await openAsBlob(path), basename(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
