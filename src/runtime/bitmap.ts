/** A bitmap's wanted part as pixels of the model's content size, by the browser's own resampler. */
import { SegError } from '../contract/errors.ts';
import { boxHeight, boxWidth, type ImageBox } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import type { Pixels } from './pixels.ts';

export interface PreparedBitmap {
  readonly pixels: Pixels;
  /** The same pixels as a small bitmap, kept by the client so that another worker can encode them again. */
  readonly replay: ImageBitmap;
}

/**
 * Uses the bitmap up: it is closed when this returns.
 *
 * @param shows part of the picture that the bitmap shows, picture pixels, at whatever resolution
 * @throws SegError `bad-image` when the bitmap was closed or is empty, `out-of-memory` when no canvas can be had
 */
export function prepareBitmap(bitmap: ImageBitmap, shows: ImageBox, placement: Placement): PreparedBitmap {
  if (bitmap.width === 0 || bitmap.height === 0) throw new SegError('bad-image', 'the picture is empty or was closed');
  const { source, content } = placement;
  const scaleX = bitmap.width / boxWidth(shows);
  const scaleY = bitmap.height / boxHeight(shows);
  const canvas = new OffscreenCanvas(content.width, content.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new SegError('out-of-memory', 'no canvas for the resized picture');
  context.fillStyle = '#fff'; // transparent pictures are seen on white, as people see them
  context.fillRect(0, 0, content.width, content.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    bitmap,
    (source.x0 - shows.x0) * scaleX,
    (source.y0 - shows.y0) * scaleY,
    boxWidth(source) * scaleX,
    boxHeight(source) * scaleY,
    0,
    0,
    content.width,
    content.height,
  );
  bitmap.close();
  const { data } = context.getImageData(0, 0, content.width, content.height);
  return {
    pixels: { width: content.width, height: content.height, data: new Uint8ClampedArray(data.buffer) },
    replay: canvas.transferToImageBitmap(),
  };
}
