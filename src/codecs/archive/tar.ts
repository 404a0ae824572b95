/** Plain TAR archives through tar-stream: one pass over the headers, large files are skipped, then each file is a slice. */
import { throwIfAborted } from '../../contract/errors.ts';
import { type Archive, ArchiveError, entryPath, gibibytes, LARGEST_ENTRY } from './archive.ts';
import { type TarHeader, tarHeaders } from './tar-headers.ts';

interface Place {
  readonly start: number;
  readonly bytes: number;
}

/** What is no file of its own, and why. */
interface Unreadable {
  readonly reason: string;
}

type Link = { readonly target: string };

function isSparse({ type, pax }: TarHeader): boolean {
  return type === 'S' || Object.keys(pax).some((key) => key.startsWith('GNU.sparse.'));
}

/** Why an entry that is neither file nor folder nor link cannot be read; null for what holds no content at all. */
function reasonOf(type: string): string | null {
  if (type === '3' || type === '4' || type === '6') return 'is a device or a pipe, not a file';
  if (type === 'M') return 'is a part of a file that goes on from another TAR volume; join the volumes first';
  if (type === 'V' || type === 'D' || type === '5' || type === 'g') return null; // volume label, folder lists
  return `is an entry of the unknown kind “${type}”`;
}

/** The path that a link leads to: hard links name it from the root, symbolic links from their own folder. */
function linkTarget(path: string, type: string, name: string): string {
  const parts = type === '1' || name.startsWith('/') ? [] : path.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

class TarIndex {
  readonly #entries = new Map<string, Place | Unreadable | Link>();

  add(header: TarHeader): void {
    const { type, start, bytes } = header;
    const path = entryPath(header.pax['GNU.sparse.name'] ?? header.name);
    if (path === '' || (type !== '1' && type !== '2' && path.endsWith('/'))) return;
    if (isSparse(header)) {
      this.#entries.set(path, {
        reason: 'is stored sparse, which cannot be read here; pack it again without --sparse',
      });
    } else if (type === '0' || type === '\0' || type === '7') this.#entries.set(path, { start, bytes });
    else if (type === '1' || type === '2') {
      this.#entries.set(path, { target: linkTarget(path, type, header.linkName) });
    } else {
      const reason = reasonOf(type);
      if (reason !== null) this.#entries.set(path, { reason });
    }
  }

  /** Where the bytes of a path lie, links followed; or why there are none. */
  find(path: string): Place | Unreadable {
    let entry = this.#entries.get(path);
    if (!entry) return { reason: 'is not in the archive' };
    for (let hops = 0; entry && 'target' in entry; hops++) {
      if (hops > 16) return { reason: 'is a link that leads in a circle' };
      const { target } = entry;
      entry = this.#entries.get(target);
      if (!entry) return { reason: `is a link to ${target || 'the root'}, which is no file of the archive` };
    }
    return entry as Place | Unreadable; // links were followed above
  }

  paths(): readonly string[] {
    return [...this.#entries.keys()];
  }
}

/**
 * @param name of the file as the person knows it
 * @throws ArchiveError when it is no plain TAR, breaks off, or a size in it cannot be
 */
export async function openTar(blob: Blob, name: string): Promise<Archive> {
  const index = new TarIndex();
  for await (const header of tarHeaders(blob)) index.add(header);
  return {
    name,
    files: index.paths().map((path) => {
      const found = index.find(path);
      return { path, bytes: 'bytes' in found ? found.bytes : 0 };
    }),
    async read(path, signal) {
      throwIfAborted(signal);
      const found = index.find(path);
      if ('reason' in found) throw new ArchiveError(found.reason);
      if (found.bytes > LARGEST_ENTRY) {
        throw new ArchiveError(`is ${gibibytes(found.bytes)} large, more than a tab can hold`);
      }
      return new Uint8Array(await blob.slice(found.start, found.start + found.bytes).arrayBuffer());
    },
  };
}
