/** Turning pixels upright. */

/** RGBA, 8 bits, straight alpha, row-major. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Turns a picture as EXIF or TIFF orientation asks.
 *
 * @param orientation 1..8: where row 0 and column 0 of the stored picture lie in the upright one (TIFF 6.0, tag 274)
 */
export function orientRgba(picture: RgbaPicture, orientation: number): RgbaPicture {
  if (orientation <= 1 || orientation > 8) return picture;
  const { width: w, height: h } = picture;
  const turned = orientation >= 5;
  const width = turned ? h : w;
  const height = turned ? w : h;
  const from = new Uint32Array(picture.data.buffer, picture.data.byteOffset, w * h);
  const data = new Uint8ClampedArray(w * h * 4);
  const to = new Uint32Array(data.buffer);
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sx = turned ? y : x;
      const sy = turned ? x : y;
      to[y * width + x] = from[(flipY ? h - 1 - sy : sy) * w + (flipX ? w - 1 - sx : sx)] ?? 0;
    }
  }
  return { width, height, data };
}
