/** A folder or an archive as the dataset readers see it: a list of paths, and bytes on demand. */

/** One file. */
export interface FileEntry {
  /** Path from the root of the tree, with `/`. */
  readonly path: string;
  /** Unpacked size in bytes. */
  readonly bytes: number;
}

/** Reads one file at a time; nothing is held. */
export interface FileTree {
  /** Name of the folder or archive as the person knows it. */
  readonly name: string;
  readonly files: readonly FileEntry[];
  /** @throws Error when the file cannot be read; the message does not name it */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file of a dataset that cannot be used; `message` is a sentence without the file's name. */
export class DatasetFileError extends Error {
  override readonly name = 'DatasetFileError';
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}

/** Name of a file without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folders of a path, empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Ending in lower case, with its dot; empty without one. */
export function endingOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

/**
 * File name without folders and ending, by which files are told to belong together: in composed Unicode (NFC), since macOS and its
 * archives write names decomposed.
 */
export function stemOf(path: string): string {
  const name = baseName(path).normalize();
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

const pictureEndings = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Whether the ending is that of a picture which the lab can decode. */
export function isPicture(path: string): boolean {
  return pictureEndings.has(endingOf(path));
}

/** Files that systems leave in folders and archives: `._name`, `.DS_Store`, `__MACOSX`, `Thumbs.db`. */
export function isClutter(path: string): boolean {
  return /(^|\/)(\._|\.DS_Store$|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

/** All paths, sorted by code unit, without the clutter. */
export function sortedPaths(tree: FileTree): string[] {
  return tree.files
    .map((file) => file.path)
    .filter((path) => !isClutter(path))
    .sort();
}

/** Reads a file and puts its name onto whatever goes wrong, also in the work done with its bytes. @throws DatasetFileError */
export async function readWith<T>(
  tree: FileTree,
  path: string,
  work: (bytes: Uint8Array<ArrayBuffer>) => T,
): Promise<T> {
  try {
    return work(await tree.read(path));
  } catch (error) {
    if (error instanceof DatasetFileError) throw error;
    throw new DatasetFileError(path, error instanceof Error ? error.message : String(error), { cause: error });
  }
}
