/** Turning pixels upright. */
import type { Size } from '../core/geometry/space.ts';

/** RGBA, 8 bits, straight alpha, row-major. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Turns one value a pixel as EXIF or TIFF orientation asks; the array that was given is returned when nothing turns.
 *
 * @param orientation 1..8: where row 0 and column 0 of the stored picture lie in the upright one (TIFF 6.0, tag 274)
 */
export function orientValues<T extends Uint8Array | Uint16Array | Uint32Array>(
  { width: w, height: h }: Size,
  from: T,
  orientation: number,
): Size & { readonly data: T } {
  if (orientation <= 1 || orientation > 8) return { width: w, height: h, data: from };
  const turned = orientation >= 5;
  const width = turned ? h : w;
  const height = turned ? w : h;
  const to = from.slice() as T;
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sx = turned ? y : x;
      const sy = turned ? x : y;
      to[y * width + x] = from[(flipY ? h - 1 - sy : sy) * w + (flipX ? w - 1 - sx : sx)] ?? 0;
    }
  }
  return { width, height, data: to };
}

/** Turns a picture, see {@link orientValues}. */
export function orientRgba(picture: RgbaPicture, orientation: number): RgbaPicture {
  const { buffer, byteOffset } = picture.data;
  const pixels = new Uint32Array(buffer, byteOffset, picture.width * picture.height);
  const { width, height, data } = orientValues(picture, pixels, orientation);
  return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength) };
}
