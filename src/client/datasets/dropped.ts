/** What lies in a drop, as a dataset source; runs on the page, where drops live. */
import type { DatasetSource } from '../../contract/dataset-lab.ts';

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Browsers give at most a hundred entries at a time, until an empty list. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function collect(entry: FileSystemEntry, prefix: string, out: { path: string; file: File }[]): Promise<void> {
  if (entry instanceof FileSystemDirectoryEntry) {
    for (const inner of await entriesOf(entry)) await collect(inner, `${prefix}${entry.name}/`, out);
  } else if (entry instanceof FileSystemFileEntry) out.push({ path: prefix + entry.name, file: await fileOf(entry) });
}

/** Files that were chosen: one archive, or the files of a folder. Null of nothing. */
export function sourceOfFiles(files: readonly File[]): DatasetSource | null {
  const [first] = files;
  if (!first) return null;
  const path = (file: File): string => file.webkitRelativePath || file.name;
  if (files.length === 1 && !first.webkitRelativePath) return { kind: 'archive', file: first };
  const root = first.webkitRelativePath.split('/')[0] ?? '';
  return {
    kind: 'files',
    name: root || `${files.length} files`,
    files: files.map((file) => ({ path: root ? path(file).slice(root.length + 1) : path(file), file })),
  };
}

/**
 * Must be called while the drop event is handled; the files are read after it.
 * @returns null when the drop holds no file
 */
export async function sourceOfDrop(data: DataTransfer): Promise<DatasetSource | null> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...data.files];
  const [first] = entries;
  if (!entries.some((entry) => entry.isDirectory)) return sourceOfFiles(plain);
  const files: { path: string; file: File }[] = [];
  const alone = entries.length === 1 && first instanceof FileSystemDirectoryEntry;
  if (alone) for (const inner of await entriesOf(first)) await collect(inner, '', files);
  else for (const entry of entries) await collect(entry, '', files);
  return { kind: 'files', name: alone ? first.name : `${files.length} files`, files };
}
