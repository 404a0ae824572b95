import { describe, expect, it } from 'vitest';
import { packed, type TiffTag, tiffFile } from '../../test-support/tiff.ts';
import { decodeTiff } from './decode-tiff.ts';
import { readTiffMask } from './tiff-mask.ts';
import { tiffValues } from './tiff-values.ts';

const map = (
  block: Uint8Array,
  bits: number,
  photometric = 1,
  more: readonly TiffTag[] = [],
): Uint8Array<ArrayBuffer> =>
  tiffFile([
    {
      tags: [
        [256, 'short', [3]],
        [257, 'short', [2]],
        [258, 'short', [bits]],
        [262, 'short', [photometric]],
        [277, 'short', [1]],
        ...more,
      ],
      blocks: [block],
    },
  ]);

describe('a TIFF as a map of labels', () => {
  it.each([
    ['8 bits', map(packed('Uint8', [0, 1, 2, 0, 1, 2]), 8), 8, [0, 1, 2, 0, 1, 2]],
    ['16 bits', map(packed('Uint16', [0, 300, 2, 0, 1, 65535]), 16), 16, [0, 300, 2, 0, 1, 65535]],
    [
      '32 bits signed',
      map(packed('Int32', [0, 300, 2, 0, 1, 7]), 32, 1, [[339, 'short', [2]]]),
      16,
      [0, 300, 2, 0, 1, 7],
    ],
    ['floats', map(packed('Float32', [0, 1, 2, 0, 1, 2]), 32, 1, [[339, 'short', [3]]]), 16, [0, 1, 2, 0, 1, 2]],
    ['1 bit, white is zero', map(Uint8Array.of(0b01000000, 0b10100000), 1, 0), 1, [1, 0, 1, 0, 1, 0]],
  ] as const)('%s', async (_, file, depth, values) => {
    const png = await tiffValues(file, 100);
    expect([png.bitDepth, png.colour, [...png.samples]]).toEqual([depth, 'grey', [...values]]);
  });

  it('a palette keeps numbers and colours', async () => {
    const colours = [0, 65535, 0, ...Array<number>(253).fill(0)];
    const table: TiffTag = [320, 'short', [...colours, ...Array<number>(256).fill(0), ...Array<number>(256).fill(257)]];
    const png = await tiffValues(map(packed('Uint8', [0, 1, 2, 0, 1, 2]), 8, 3, [table]), 100);
    expect([...png.samples]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...(png.palette ?? [])].slice(0, 6)).toEqual([0, 0, 1, 255, 0, 1]);
  });

  it('is turned as the picture is; a dataset takes it as stored', async () => {
    const file = map(packed('Uint8', [1, 2, 3, 4, 5, 6]), 8, 1, [[274, 'short', [6]]]);
    const { width, height, samples } = await tiffValues(file, 100);
    expect([width, height, [...samples]]).toEqual([2, 3, [4, 1, 5, 2, 6, 3]]);
    const stored = await decodeTiff(file, 100, { upright: false });
    expect([stored.width, stored.height]).toEqual([3, 2]);
    expect(stored.notes.join()).not.toContain('Turned');
  });

  it('numbers that cannot be labels are refused by name', async () => {
    const halves = map(packed('Float32', [0, 0.5, 1, 0, 1, 2]), 32, 1, [[339, 'short', [3]]]);
    await expect(readTiffMask(halves, 'a.tif')).rejects.toThrow(/“a.tif” cannot be read as a mask: .*0\.5/);
  });
});
