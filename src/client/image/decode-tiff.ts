/** TIFF files as bitmaps; the decoder is loaded when the first one is opened. */
import { loadPart } from '../../contract/load-part.ts';
import { MAX_PIXELS } from './limits.ts';

/**
 * @returns the upright bitmap, which belongs to the caller, and sentences worth saying once
 * @throws SegError `bad-image`, `unsupported-image` or `image-too-large`, see `codecs/tiff/decode-tiff.ts`
 */
export async function tiffBitmap(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly bitmap: ImageBitmap; readonly notes: readonly string[] }> {
  const { decodeTiff } = await loadPart(() => import('../../codecs/tiff/decode-tiff.ts'));
  const { width, height, data, notes } = await decodeTiff(bytes, MAX_PIXELS);
  return { bitmap: await createImageBitmap(new ImageData(data, width, height)), notes };
}
