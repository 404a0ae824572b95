/** Annotation files that a person chose or dropped, decoded with the browser's means and read by the formats of the list. */

import { inflateUpTo } from '../../codecs/inflate.ts';
import { SegError } from '../../contract/errors.ts';
import type { NamedBlob } from '../../contract/export.ts';
import { loadPart } from '../../contract/load-part.ts';
import { decodeFile } from '../../core/formats/decode-file.ts';
import type { Picture } from '../../core/formats/document.ts';
import { checkFileSize } from '../../core/formats/limits.ts';
import { FormatError } from '../../core/formats/notice.ts';
import { readAnnotations } from '../../core/formats/read-annotations.ts';
import type { ReadFile, ReadImage, ReadSource, ReadTools } from '../../core/formats/reader.ts';
import { rgbaToPng } from '../../core/image/png-pixels.ts';

function decodeText(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Kinds of picture files whose stored numbers may differ from what was drawn. */
const LOSSY = /JPEG|WebP|AVIF|HEIC/;

/** Pixels of a picture that is no PNG: a TIFF's as stored, others without colour management or alpha multiplication where the browser allows. */
async function decodePicture(bytes: Uint8Array, kind: string, name: string): Promise<ReadImage> {
  if (kind === 'TIFF') {
    const { readTiffMask } = await loadPart(() => import('../../codecs/tiff/tiff-mask.ts'));
    return readTiffMask(bytes, name);
  }
  const options = { colorSpaceConversion: 'none', premultiplyAlpha: 'none', imageOrientation: 'none' } as const;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]), options);
  } catch {
    throw new FormatError(
      'unsupported',
      '',
      `“${name}” is a ${kind} that this browser cannot read as a mask. Save the mask as PNG.`,
    );
  }
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new FormatError('unsupported', '', `“${name}” is too large to be read as a mask.`);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { kind, lossy: LOSSY.test(kind), png: rgbaToPng(width, height, new Uint8Array(data.buffer)) };
}

/** A format's own sentence becomes a failure that the person is shown. */
export async function worded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FormatError) throw new SegError('bad-file', error.message, { cause: error });
    throw error;
  }
}

const tools: ReadTools = { inflate: inflateUpTo, decodeText, decodePicture };

/**
 * The readings of annotation files for one picture.
 *
 * @param picture the open picture at the size that the files' coordinates refer to
 * @throws FormatError with a sentence for the person; nothing else is changed
 */
export async function importAnnotations(files: readonly NamedBlob[], picture: Picture): Promise<readonly ReadSource[]> {
  const read: ReadFile[] = [];
  for (const { name, blob } of files) {
    checkFileSize(name, blob.size);
    read.push(await decodeFile(name, new Uint8Array(await blob.arrayBuffer()), tools));
  }
  return readAnnotations({ picture, files: read, tools });
}
