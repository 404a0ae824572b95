/** The rule for mask pictures, each kind with pictures made here. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import type { PngImage } from '../image/png.ts';
import { packedArea } from '../mask/packed.ts';
import { readColourNames } from './colour-names.ts';
import { readMaskPicture } from './mask-picture.ts';
import type { AskedReadings, Reading } from './reader.ts';

const W = 48;
const H = 36;
const PICTURE = { name: 'p.jpg', width: W, height: H };

type Values = (x: number, y: number) => number | readonly number[];

function png(colour: PngImage['colour'], values: Values, more: Partial<PngImage> = {}): PngImage {
  const channels = { grey: 1, palette: 1, 'grey-alpha': 2, rgb: 3, rgba: 4 }[colour];
  const flat = Array.from({ length: W * H }, (_, i) => values(i % W, Math.floor(i / W))).flat();
  const samples = more.bitDepth === 16 ? Uint16Array.from(flat) : Uint8Array.from(flat);
  return { width: W, height: H, bitDepth: 8, colour, channels, samples, palette: null, transparency: null, ...more };
}

const list = (result: readonly Reading[] | AskedReadings): readonly Reading[] =>
  'question' in result ? result.readings : result;
const read = (image: PngImage, names: string | null = null, lossy = false): readonly Reading[] =>
  list(
    readMaskPicture(
      { kind: lossy ? 'JPEG' : 'PNG', lossy, png: image },
      PICTURE,
      'm',
      names === null ? null : readColourNames(names),
    ),
  );
/** Areas of the objects of each reading. */
const areas = (readings: readonly Reading[]): readonly (readonly number[])[] =>
  readings.map(({ objects }) => objects.map(({ mask }) => packedArea(mask)));

const inBox = (x: number, y: number, x0: number, y0: number, x1: number, y1: number): boolean =>
  x >= x0 && x < x1 && y >= y0 && y < y1;
const square = (x: number, y: number): boolean => inBox(x, y, 10, 10, 30, 30);
const disc = (x: number, y: number, soft: number): number =>
  Math.round(255 * Math.min(1, Math.max(0, 0.5 + (9.3 - Math.hypot(x - 20.2, y - 18.1)) / soft)));

test('two values are one object, whichever they are', () => {
  for (const value of [1, 2, 128, 255])
    expect(areas(read(png('grey', (x, y) => (square(x, y) ? value : 0))))).toEqual([[400]]);
  expect(areas(read(png('grey', (x, y) => (square(x, y) ? 1 : 0), { bitDepth: 1 })))).toEqual([[400]]);
  expect(() => read(png('grey', () => 0))).toThrow('empty');
});

test('soft edges of any width are one object: half covered counts', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 25, noNaN: true }), (soft) => {
      const image = png('grey', (x, y) => disc(x, y, soft));
      const covered = [...image.samples].filter((v) => v >= 128).length;
      const [first] = areas(read(image));
      expect(first).toEqual([covered]);
    }),
  );
  const wide = png('grey', (x, y) => disc(x, y, 5) * 257, { bitDepth: 16 });
  expect(areas(read(wide))).toEqual([[[...wide.samples].filter((v) => v >= 32_768).length]]);
});

test('noise of a lossy file around an object, saved as PNG, makes no further objects', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const noise = (i: number): number => ((i * 2_654_435_761 + seed) >>> 16) % 14;
      const image = png('grey', (x, y) => (square(x, y) ? 255 - noise(x + W * y) : noise(x * 7 + y * W * 3)));
      expect(areas(read(image))).toEqual([[400]]);
    }),
    { numRuns: runs(30) },
  );
});

test('numbers that fill areas are objects; 255 among them is void', () => {
  const labels = (x: number, y: number): number =>
    inBox(x, y, 2, 2, 12, 12) ? 1 : inBox(x, y, 20, 5, 30, 20) ? 7 : y > 30 ? 255 : 0;
  for (const colour of ['grey', 'palette'] as const) {
    const palette = colour === 'palette' ? { palette: Uint8Array.from({ length: 768 }, (_, i) => (i * 37) & 255) } : {};
    const readings = read(png(colour, labels, palette));
    expect(areas(readings)).toEqual([[100, 150]]);
    expect(readings[0]?.notices[0]?.message).toContain('void');
  }
  const ids = png('grey', (x, y) => (inBox(x, y, 0, 0, 20, 20) ? 300 : inBox(x, y, 30, 0, 40, 10) ? 301 : 0), {
    bitDepth: 16,
  });
  expect(areas(read(ids))).toEqual([[400, 100]]);
});

test('where 255 may be an object, both readings are given', () => {
  const spread = read(
    png('grey', (x, y) =>
      inBox(x, y, 0, 0, 10, 10) ? 85 : inBox(x, y, 20, 0, 30, 10) ? 170 : inBox(x, y, 0, 20, 20, 30) ? 255 : 0,
    ),
  );
  expect(areas(spread)).toEqual([
    [100, 100, 200],
    [100, 100],
  ]);
  const trimap = read(png('grey', (x, y) => (square(x, y) ? 255 : inBox(x, y, 5, 5, 35, 35) ? 128 : 0)));
  expect(areas(trimap)[0]).toEqual([400]);
  expect(trimap.length).toBeGreaterThan(1);
  expect(read(png('grey', (x, y) => (square(x, y) ? 200 : 90)))).toHaveLength(2);
});

test('a wide or faint gradient is never so many objects without a question', () => {
  const cone = (top: number, low = 0): PngImage =>
    png('grey', (x, y) => Math.round(low + (top - low) * Math.max(0, 1 - Math.hypot(x - 24, y - 18) / 20)));
  // Faint everywhere: the soft object first, from half of its greatest value.
  const faint = cone(60);
  expect(read(faint).length).toBeGreaterThan(1);
  expect(areas(read(faint))[0]).toEqual([[...faint.samples].filter((v) => v >= 30).length]);
  // A map of probabilities that never is 0.
  const floor = png('grey', (x, y) => 8 + Math.round(240 / (1 + Math.exp(Math.hypot(x - 24, y - 18) - 10))));
  expect(areas(read(floor))).toEqual([[[...floor.samples].filter((v) => v >= 128).length]]);
  // Bands of one value, four pixels wide.
  const bands = png('grey', (x) => Math.floor(x / 3) * 16 + 15);
  expect(read(bands).length).toBeGreaterThan(1);
  // Ids that touch are still ids.
  const touching = png('grey', (x, y) => 1 + (((Math.floor(x / 6) * 5) ^ (Math.floor(y / 6) * 3)) % 40));
  expect(read(touching)).toHaveLength(1);
  // A white object and a grey one, both with soft edges.
  const two = png('grey', (x, y) => {
    const soft = (cx: number, r: number): number => Math.min(1, Math.max(0, r + 0.5 - Math.hypot(x - cx, y - 18)));
    return Math.max(Math.round(255 * soft(12, 9)), Math.round(120 * soft(34, 9)));
  });
  expect(read(two).length).toBeGreaterThan(1);
});

test('255 and 65535 that may be void or an object are asked about', () => {
  const of = (values: readonly number[], bitDepth: 8 | 16): readonly Reading[] =>
    read(png('grey', (x) => values[Math.floor((x * values.length) / W)] ?? 0, { bitDepth }));
  expect(areas(of([0, 1, 2, 65_535], 16)).map(({ length }) => length)).toEqual([3, 2]);
  expect(areas(of([0, 1, 2, 255], 16)).map(({ length }) => length)).toEqual([3, 2]);
  expect(areas(of([0, 254, 255, 256], 16)).map(({ length }) => length)).toEqual([3]);
  expect(areas(of([0, 253, 254, 255], 8)).map(({ length }) => length)).toEqual([3, 2]);
  // No 0: what is not void may be the object.
  expect(of([1, 255], 8).map(({ meaning }) => meaning)).toContain('255 is void: 1 object');
});

test('transparency says what is covered; several colours on it are asked about', () => {
  for (const tone of [0, 255]) {
    expect(areas(read(png('rgba', (x, y) => [tone, tone, tone, square(x, y) ? 255 : 0])))).toEqual([[400]]);
    expect(areas(read(png('grey-alpha', (x, y) => [tone, square(x, y) ? 255 : 0])))).toEqual([[400]]);
  }
  const photo = png('rgba', (x, y) => [(x * 5) & 255, (y * 7) & 255, (x * y) & 255, square(x, y) ? 255 : 0]);
  expect(areas(read(photo))).toEqual([[400]]);
  const two = png('rgba', (x, y) => [square(x, y) && x < 20 ? 250 : 0, 9, 80, square(x, y) ? 255 : 0]);
  expect(areas(read(two))).toEqual([[400], [200, 200]]);
  const keyed = png('palette', (x, y) => (square(x, y) ? 1 : 0), {
    palette: Uint8Array.of(9, 9, 9, 200, 0, 0),
    transparency: Uint8Array.of(0, 255),
  });
  expect(areas(read(keyed))).toEqual([[400]]);
  expect(() => read(png('rgba', () => [1, 2, 3, 0]))).toThrow('transparent everywhere');
});

test('colours that fill areas are labels, named by a labelmap, their mixed edges given to the nearest', () => {
  const colours = png('rgb', (x, y) =>
    square(x, y) ? [128, 0, 0] : inBox(x, y, 35, 0, 45, 10) ? [0, 128, 0] : [0, 0, 0],
  );
  expect(areas(read(colours))).toEqual([[100, 400]]);
  const named = read(colours, '# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:128,0,0::\ndog:0,128,0::\n');
  expect(named[0]?.objects.map(({ label, mask }) => [label, packedArea(mask)])).toEqual([
    ['dog', 100],
    ['cat', 400],
  ]);
  const white = read(png('rgb', (x, y) => (square(x, y) ? [200, 0, 0] : [255, 255, 255])));
  expect(areas(white)).toEqual([[400], [400, W * H - 400]]);
  const photo = png('rgb', (x, y) => [(x * 5 + y) & 255, (y * 7 + x) & 255, (x * y) & 255]);
  expect(() => read(photo)).toThrow('photograph');
  const voc = read(png('rgb', (x, y) => (square(x, y) ? [128, 0, 0] : y > 32 ? [224, 224, 192] : [0, 0, 0])));
  expect(areas(voc)).toEqual([[400]]);
});

test('a JPEG is read as covered or not, with a word; a map of labels in it is refused', () => {
  const mask = read(
    png('rgba', (x, y) => {
      const v = square(x, y) ? 251 : 4;
      return [v, v, v, 255];
    }),
    null,
    true,
  );
  expect(areas(mask)).toEqual([[400]]);
  expect(mask[0]?.notices[0]?.message).toContain('JPEG');
  expect(() =>
    read(
      png('rgba', (x, y) => (square(x, y) ? [200, 20, 20, 255] : [0, 0, 0, 255])),
      null,
      true,
    ),
  ).toThrow('Save the mask as PNG');
});

test('other sizes are refused with both', () => {
  expect(() =>
    readMaskPicture(
      { kind: 'PNG', lossy: false, png: png('grey', () => 1) },
      { ...PICTURE, width: H, height: W },
      'm',
      null,
    ),
  ).toThrow(/48 x 36.*36 x 48.*swapped/);
});
