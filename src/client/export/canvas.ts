/** Canvases off the screen, and what the browser's encoder makes of them. */
import { SegError } from '../../contract/errors.ts';
import type { Size } from '../../core/geometry/space.ts';

/** @throws SegError `out-of-memory` */
export function contextOf(canvas: OffscreenCanvas, often = false): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: often });
  if (!context) throw new SegError('out-of-memory', 'the browser gave no drawing memory');
  context.imageSmoothingQuality = 'high';
  return context;
}

/** The formats' own limits on a side; browsers' canvases are smaller than what PNG may hold. */
const MOST_SIDE = { png: Number.POSITIVE_INFINITY, webp: 16_383, jpeg: 65_535 } as const;
const NAMES = { png: 'PNG', webp: 'WebP', jpeg: 'JPEG' } as const;
export type ImageType = keyof typeof NAMES;

/** @throws SegError `unsupported-image` where a side is too long for the format */
export function checkSides({ width, height }: Size, type: ImageType): void {
  if (Math.max(width, height) <= MOST_SIDE[type]) return;
  throw new SegError(
    'unsupported-image',
    `${NAMES[type]} pictures have at most ${MOST_SIDE[type]} pixels a side; choose PNG.`,
  );
}

/** @throws SegError `unsupported-image` where the browser writes another format in its place, `out-of-memory` */
export async function encodeCanvas(canvas: OffscreenCanvas, type: ImageType, quality: number): Promise<Blob> {
  checkSides(canvas, type);
  let blob: Blob;
  try {
    blob = await canvas.convertToBlob({ type: `image/${type}`, quality });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new SegError('out-of-memory', `the browser did not encode ${canvas.width} × ${canvas.height} pixels: ${why}`);
  }
  if (blob.type !== `image/${type}`) {
    throw new SegError('unsupported-image', `This browser cannot write ${NAMES[type]}; choose PNG.`);
  }
  return blob;
}
