/** Full-resolution pixels of an opened picture, strip by strip, for exports. */

import { SegError } from '../../contract/errors.ts';
import { readingOf } from '../../contract/picture-reading.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { readHeader } from './image-header.ts';
import { decodeFull, type OpenedPicture } from './open-picture.ts';

/** Holds the decoded full-size picture while an export runs. Close it. */
export interface FullReader {
  /** RGBA, straight alpha, of a part of the full-size picture (whole pixels). */
  readonly read: (box: ImageBox) => ImageData;
  readonly close: () => void;
}

async function decodeAgain({ original, format, name }: OpenedPicture): Promise<ImageBitmap> {
  const bytes = new Uint8Array(await original.arrayBuffer());
  return (await decodeFull(bytes, format, readHeader(format, bytes), name, readingOf(original.type))).bitmap;
}

/**
 * Opens the picture's own pixels. Where the picture was not scaled for work, its bitmap is used and nothing is decoded again.
 *
 * @throws SegError `bad-image`, `out-of-memory`
 */
export async function openFullReader(picture: OpenedPicture): Promise<FullReader> {
  const scaled = picture.size.width !== picture.fullSize.width || picture.size.height !== picture.fullSize.height;
  const bitmap = scaled ? await decodeAgain(picture) : picture.bitmap;
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
  return {
    read: (box) => {
      canvas.width = box.x1 - box.x0;
      canvas.height = box.y1 - box.y0;
      context.drawImage(bitmap, -box.x0, -box.y0);
      return context.getImageData(0, 0, canvas.width, canvas.height);
    },
    close: () => {
      if (scaled) bitmap.close();
    },
  };
}

/** One part of the full-size picture; use {@link openFullReader} for several. */
export async function readFullRegion(picture: OpenedPicture, box: ImageBox): Promise<ImageData> {
  const reader = await openFullReader(picture);
  try {
    return reader.read(box);
  } finally {
    reader.close();
  }
}
