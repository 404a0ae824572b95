/** What a person dropped or chose, as a file tree: a folder, or a ZIP or TAR archive. */

import { openArchive } from '../../codecs/archive/open-archive.ts';
import type { DatasetSource } from '../../contract/dataset-lab.ts';
import { DatasetFileError, type FileTree } from '../../core/datasets/file-tree.ts';

function listTree(name: string, files: readonly { readonly path: string; readonly file: Blob }[]): FileTree {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  return {
    name,
    files: files.map(({ path, file }) => ({ path, bytes: file.size })),
    async read(path) {
      const file = byPath.get(path);
      if (!file) throw new Error('is missing');
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch {
        throw new Error('can no longer be read; it may have been moved or changed since the folder was opened');
      }
    },
  };
}

async function walk(
  folder: FileSystemDirectoryHandle,
  prefix: string,
  out: { path: string; file: File }[],
): Promise<void> {
  for await (const [name, entry] of folder.entries()) {
    if (entry instanceof FileSystemDirectoryHandle) await walk(entry, `${prefix}${name}/`, out);
    else if (entry instanceof FileSystemFileHandle) out.push({ path: `${prefix}${name}`, file: await entry.getFile() });
  }
}

async function archiveTree(file: File): Promise<FileTree> {
  if (/\.json$/i.test(file.name)) return listTree(file.name, [{ path: file.name, file }]);
  return openArchive(file, file.name);
}

/** @throws DatasetFileError naming the archive when it cannot be read */
export async function openSource(source: DatasetSource): Promise<FileTree> {
  if (source.kind === 'files') return listTree(source.name, source.files);
  if (source.kind === 'handle') {
    const files: { path: string; file: File }[] = [];
    await walk(source.handle, '', files);
    return listTree(source.handle.name, files);
  }
  try {
    return await archiveTree(source.file);
  } catch (error) {
    throw new DatasetFileError(source.file.name, error instanceof Error ? error.message : String(error));
  }
}
