/** The one way into ZIP and TAR archives. */
import { type Archive, ArchiveError } from './archive.ts';
import { gunzip } from './gunzip.ts';
import { openTar } from './tar.ts';
import { openZip } from './zip.ts';

/** Packers whose files can only be read from start to end, or not at all, by their first bytes. */
const packers = [
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58] },
  { name: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: '7-Zip', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { name: 'RAR', bytes: [0x52, 0x61, 0x72, 0x21] },
] as const;

/**
 * Opens a ZIP or TAR archive by its first bytes; a TAR packed with gzip is unpacked into a blob first.
 * @param name of the file as the person knows it
 * @throws ArchiveError when it is neither, cut short or damaged
 */
export async function openArchive(blob: Blob, name: string): Promise<Archive> {
  const head = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (head[0] === 0x50 && head[1] === 0x4b) return openZip(blob, name);
  if (head[0] === 0x1f && head[1] === 0x8b) return openTar(await gunzip(blob), name);
  const packer = packers.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (packer) {
    throw new ArchiveError(
      `is packed with ${packer.name}, which can only be read from start to end; unpack it, or pack it as ZIP or plain TAR`,
    );
  }
  // A program may stand before the directory of a ZIP, which is at its end.
  return /\.zip$/i.test(name) ? openZip(blob, name) : openTar(blob, name);
}
