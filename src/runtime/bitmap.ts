/** A bitmap's wanted part as pixels of the model's content size. */
import { SegError } from '../contract/errors.ts';
import { boxHeight, boxWidth, type ImageBox } from '../core/geometry/box.ts';
import type { Placement } from '../core/geometry/resize.ts';
import { createResampler } from '../core/image/resample.ts';
import type { Pixels } from './pixels.ts';

/** Pixels that are read from a bitmap at once: 4 MiB, whatever the picture's size. */
const BAND_PIXELS = 1 << 20;

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
  const wanted: ImageBox = {
    x0: (source.x0 - shows.x0) * scaleX,
    y0: (source.y0 - shows.y0) * scaleY,
    x1: (source.x1 - shows.x0) * scaleX,
    y1: (source.y1 - shows.y0) * scaleY,
  };
  const resampler = createResampler(bitmap, wanted, content);
  const { x0, y0, x1, y1 } = resampler.reads;
  const width = x1 - x0;
  const rows = Math.max(1, Math.min(y1 - y0, Math.floor(BAND_PIXELS / width)));
  const band = pen(width, rows);
  for (let top = y0; top < y1; top += rows) {
    const height = Math.min(rows, y1 - top);
    band.fillRect(0, 0, width, rows);
    band.drawImage(bitmap, x0, top, width, height, 0, 0, width, height);
    const { data } = band.getImageData(0, 0, width, height);
    for (let y = 0; y < height; y++) resampler.addRow(top + y, data, y * width * 4);
  }
  bitmap.close();
  const pixels = resampler.pixels();
  const small = pen(content.width, content.height);
  small.putImageData(new ImageData(pixels.data, content.width, content.height), 0, 0);
  return { pixels, replay: small.canvas.transferToImageBitmap() };
}

/** A canvas that the processor draws; transparent pictures are seen on white, as people see them. */
function pen(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new SegError('out-of-memory', 'no canvas for the resized picture');
  context.fillStyle = '#fff';
  return context;
}
