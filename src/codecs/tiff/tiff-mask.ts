/** A mask picture that is a TIFF, as the readers of annotation files take it. */
import { SegError } from '../../contract/errors.ts';
import { FormatError } from '../../core/formats/notice.ts';
import type { ReadImage } from '../../core/formats/reader.ts';
import { MAX_PIXELS } from '../../core/image/limits.ts';
import { tiffValues } from './tiff-values.ts';

/** @throws FormatError with a sentence that names the file; SegError `part-missing` when the decoder cannot be loaded */
export async function readTiffMask(bytes: Uint8Array, name: string): Promise<ReadImage> {
  try {
    return { kind: 'TIFF', lossy: false, png: await tiffValues(Uint8Array.from(bytes), MAX_PIXELS) };
  } catch (thrown) {
    const error = SegError.from(thrown);
    if (error.code === 'part-missing') throw error;
    throw new FormatError('unsupported', '', `“${name}” cannot be read as a mask: ${error.message}.`);
  }
}
