/** A model is given the same pixels in the tab as in Node, where there is no canvas. */
import { expect, it } from 'vitest';
import { boxOfSize } from '../core/geometry/box.ts';
import { placeLongestSide } from '../core/geometry/resize.ts';
import { resizePixels } from '../core/image/resample.ts';
import { prepareBitmap } from './bitmap.ts';

/** Smooth colours with fine detail; `alpha` varies over the picture where it is asked for. */
function picture(width: number, height: number, alpha: boolean): ImageData {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set(
      [(x * 7 + y) % 256, (x ^ y) & 255, 128 + 127 * Math.sin(x / 9), alpha ? (x * 3 + y * 5) % 256 : 255],
      i * 4,
    );
  }
  return new ImageData(data, width, height);
}

const CASES = [
  ['a photo', 1024, 683, false],
  ['a photo larger than a band', 2000, 1500, false],
  ['a picture with alpha', 300, 200, true],
  ['a picture smaller than the input', 90, 60, false],
  ['one pixel', 1, 1, false],
] as const;

it.each(CASES)(
  '%s (%i x %i) is reduced to the same bytes with a canvas and without',
  async (_, width, height, alpha) => {
    const image = picture(width, height, alpha);
    const placement = placeLongestSide(boxOfSize(image), 512, 'square');
    const bitmap = await createImageBitmap(image);
    const { pixels } = prepareBitmap(bitmap, boxOfSize(image), placement);
    const expected = resizePixels({ width, height, data: image.data.slice() }, placement.source, placement.content);
    expect([pixels.width, pixels.height]).toEqual([expected.width, expected.height]);
    expect(pixels.data.filter((value, i) => value !== expected.data[i])).toHaveLength(0);
  },
);
