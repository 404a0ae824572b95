import { describe, expect, it } from 'vitest';
import { boxOfSize } from '../geometry/box.ts';
import { createResampler, resizePixels } from './resample.ts';

const WIDTH = 41;
const HEIGHT = 29;
const pattern = Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => {
  const [x, y] = [Math.floor(i / 4) % WIDTH, Math.floor(i / 4 / WIDTH)];
  return [(x * 37 + y * 91) % 256, (x * x + 3 * y) % 256, (x * y * 7) % 256, 255][i % 4] ?? 0;
});
const picture = { width: WIDTH, height: HEIGHT, data: pattern };

/** What Pillow 9.4 gives for the same picture with `resize(size, BILINEAR, box)`. */
const PILLOW = [
  {
    source: boxOfSize(picture),
    size: { width: 9, height: 7 },
    rgb: [
      113, 13, 31, 121, 49, 83, 124, 128, 106, 122, 123, 115, 127, 128, 101, 129, 123, 109, 128, 113, 122, 133, 109,
      157, 133, 137, 63, 124, 24, 84, 119, 60, 145, 121, 139, 137, 124, 134, 129, 124, 139, 125, 127, 134, 129, 129,
      124, 129, 130, 120, 138, 135, 111, 104, 137, 36, 109, 126, 72, 138, 118, 150, 129, 122, 129, 133, 123, 133, 124,
      124, 130, 129, 127, 135, 128, 129, 132, 119, 130, 110, 126, 131, 49, 113, 135, 85, 127, 125, 159, 136, 118, 108,
      135, 122, 133, 121, 124, 113, 130, 124, 125, 125, 128, 145, 120, 129, 123, 127, 129, 62, 114, 131, 98, 133, 135,
      167, 129, 124, 112, 138, 119, 146, 142, 120, 121, 129, 125, 129, 121, 124, 139, 123, 127, 128, 125, 129, 74, 103,
      131, 110, 120, 131, 167, 123, 135, 96, 122, 122, 147, 127, 121, 130, 120, 120, 117, 122, 125, 110, 120, 127, 129,
      134, 126, 85, 112, 131, 121, 134, 131, 177, 133, 132, 105, 129, 136, 127, 125, 119, 132, 125, 120, 123, 129, 121,
      117, 123, 122, 140, 128,
    ],
  },
  {
    source: { x0: 3, y0: 4, x1: 8, y1: 7 },
    size: { width: 10, height: 5 },
    rgb: [
      192, 19, 73, 159, 22, 86, 75, 25, 100, 42, 29, 113, 61, 34, 126, 79, 39, 140, 98, 44, 153, 103, 50, 166, 97, 57,
      180, 102, 64, 193, 144, 21, 85, 124, 24, 100, 66, 27, 115, 45, 31, 131, 64, 36, 146, 82, 41, 162, 101, 46, 177,
      119, 52, 193, 138, 59, 208, 156, 66, 198, 45, 23, 96, 63, 26, 114, 82, 29, 131, 100, 33, 149, 119, 38, 166, 137,
      43, 184, 156, 48, 201, 174, 54, 219, 193, 61, 236, 211, 68, 190, 100, 25, 108, 118, 28, 128, 137, 31, 147, 155,
      35, 167, 174, 40, 186, 153, 45, 206, 95, 50, 226, 75, 56, 207, 94, 63, 150, 112, 70, 105, 154, 27, 120, 159, 30,
      141, 153, 33, 163, 158, 37, 185, 177, 42, 207, 144, 47, 215, 60, 52, 212, 27, 58, 169, 46, 65, 89, 64, 72, 59,
    ],
  },
];

describe('resize', () => {
  it.each(PILLOW)('differs from Pillow by at most 1 of 255 at $size.width x $size.height', ({ source, size, rgb }) => {
    const { data } = resizePixels(picture, source, size);
    expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
    const apart = data.filter((_, i) => i % 4 < 3).map((value, i) => Math.abs(value - (rgb[i] ?? 0)));
    expect(apart).toHaveLength(rgb.length);
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it('reads only the part of the picture that it needs', () => {
    const { reads } = createResampler(picture, { x0: 10, y0: 8, x1: 20, y1: 14 }, { width: 5, height: 3 });
    expect(reads).toEqual({ x0: 9, y0: 7, x1: 21, y1: 15 });
  });

  it('takes alpha over white', () => {
    const data = Uint8ClampedArray.of(200, 100, 0, 128, 9, 9, 9, 0);
    const size = { width: 2, height: 1 };
    expect([...resizePixels({ ...size, data }, boxOfSize(size), size).data]).toEqual([
      227, 177, 127, 255, 255, 255, 255, 255,
    ]);
  });
});
