/** A small dataset that a test writes itself. */
import { unzlibSync, zlibSync } from 'fflate';
import type { ReaderTools } from '../core/datasets/dataset.ts';
import type { FileTree } from '../core/datasets/file-tree.ts';
import { encodePng } from '../core/image/png-encode.ts';

/** Texts are stored as UTF-8, other values as JSON. */
export function memoryTree(name: string, files: Readonly<Record<string, Uint8Array | string | object>>): FileTree {
  const bytes = new Map(
    Object.entries(files).map(([path, value]) => [
      path,
      new Uint8Array(
        value instanceof Uint8Array
          ? value
          : new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
      ),
    ]),
  );
  return {
    name,
    files: [...bytes].map(([path, b]) => ({ path, bytes: b.length })),
    read: async (path) => {
      const found = bytes.get(path);
      if (!found) throw new Error('is missing');
      return found;
    },
  };
}

export const testTools: ReaderTools = {
  inflate: (zlib) => unzlibSync(zlib),
  text: (bytes) => new TextDecoder().decode(bytes),
};

/** A grey PNG of the values, row-major. */
export function greyPng(
  width: number,
  values: readonly number[],
  kind: 'grey8' | 'grey16' = 'grey8',
): Uint8Array<ArrayBuffer> {
  return encodePng({ kind, width, height: values.length / width, data: values }, (raw) => zlibSync(raw));
}
