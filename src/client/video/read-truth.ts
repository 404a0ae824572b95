/** True masks of a film from PNG files. */
import { inflateUpTo } from '../../codecs/inflate.ts';
import { SegError } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import type { ClipTruthTrack } from '../../contract/video.ts';
import type { Size } from '../../core/geometry/space.ts';
import { decodePng, PngError } from '../../core/image/png.ts';
import { pngToLabels } from '../../core/image/png-pixels.ts';
import type { Mask } from '../../core/mask/mask.ts';

const naturally = new Intl.Collator('en', { numeric: true });

async function readMask({ name, blob }: NamedBlob, size: Size): Promise<Mask> {
  try {
    const { width, height, data } = pngToLabels(decodePng(new Uint8Array(await blob.arrayBuffer()), inflateUpTo));
    if (width !== size.width || height !== size.height) {
      throw new SegError(
        'bad-file',
        `“${name}” has ${width} × ${height} pixels, the film ${size.width} × ${size.height}`,
      );
    }
    return { width, height, data: Uint8Array.from(data, (v) => (v === 0 ? 0 : 1)) };
  } catch (thrown) {
    if (thrown instanceof PngError) throw new SegError('bad-file', `“${name}” ${thrown.message}`, { cause: thrown });
    throw thrown;
  }
}

/**
 * Files in the order of their names, one a frame; every pixel that is not 0 is the thing.
 * @throws SegError `bad-file` naming what does not fit
 */
export async function readTruth(files: readonly NamedBlob[], size: Size, frames: number): Promise<ClipTruthTrack> {
  const sorted = files.filter((f) => /\.png$/i.test(f.name)).toSorted((a, b) => naturally.compare(a.name, b.name));
  if (sorted.length !== frames) {
    throw new SegError(
      'bad-file',
      `${sorted.length} PNG masks were given for ${frames} frames; one for each is needed`,
    );
  }
  const masks: Mask[] = [];
  for (const file of sorted) masks.push(await readMask(file, size));
  return { name: 'Your masks', masks };
}
