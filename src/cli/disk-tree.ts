/** A folder on disk as the dataset readers see it. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { inflateUpTo } from '../codecs/inflate.ts';
import type { ReaderTools } from '../core/datasets/dataset.ts';
import type { FileTree } from '../core/datasets/file-tree.ts';
import { InputError } from './command.ts';

/** @throws InputError when the folder cannot be read */
export function diskTree(folder: string): FileTree {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path: relative(folder, path).replaceAll('\\', '/'), bytes: statSync(path).size };
      });
    return {
      name: basename(resolve(folder)),
      files,
      read: async (path) => new Uint8Array(readFileSync(join(folder, path))),
    };
  } catch (error) {
    throw new InputError(`${folder}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** What the readers need, in Node. */
export const readerTools: ReaderTools = { inflate: inflateUpTo, text: (bytes) => new TextDecoder().decode(bytes) };
