import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packed, type TiffPageSource, type TiffTag, tiffFile } from '../../test-support/tiff.ts';
import { decodeTiff, type TiffPicture } from './decode-tiff.ts';

const basic = (width: number, height: number, photometric: number, bits: readonly number[]): TiffTag[] => [
  [256, 'short', [width]],
  [257, 'short', [height]],
  [258, 'short', bits],
  [262, 'short', [photometric]],
  [277, 'short', [bits.length]],
];

const open = (page: TiffPageSource, little = true): Promise<TiffPicture> => decodeTiff(tiffFile([page], little), 1e6);

const pixels = ({ data, width, height }: TiffPicture): number[][] =>
  Array.from({ length: width * height }, (_, i) => [...data.slice(i * 4, i * 4 + 4)]);
const reds = (picture: TiffPicture): (number | undefined)[] => pixels(picture).map(([red]) => red);

describe('values of every kind, both byte orders', () => {
  for (const little of [true, false]) {
    const order = little ? 'little endian' : 'big endian';
    const grey = (
      bits: number,
      format: number,
      block: Uint8Array,
      more: readonly TiffTag[] = [],
    ): Promise<TiffPicture> =>
      open({ tags: [...basic(4, 1, 1, [bits]), [339, 'short', [format]], ...more], blocks: [block] }, little);

    it(`${order}: packed bits`, async () => {
      expect(reds(await grey(1, 1, Uint8Array.of(0b01010000)))).toEqual([0, 255, 0, 255]);
      expect(reds(await grey(2, 1, Uint8Array.of(0b00011011)))).toEqual([0, 85, 170, 255]);
      expect(reds(await grey(4, 1, Uint8Array.of(0x0f, 0x5a)))).toEqual([0, 255, 85, 170]);
      // 12 bits are big endian in both orders.
      expect(reds(await grey(12, 1, Uint8Array.of(0x00, 0x0f, 0xff, 0x55, 0x5a, 0xaa)))).toEqual([0, 255, 85, 170]);
    });

    it(`${order}: RGB of 4 bits a colour`, async () => {
      const picture = await open(
        { tags: basic(2, 1, 2, [4, 4, 4]), blocks: [Uint8Array.of(0x0f, 0x5a, 0x0f)] },
        little,
      );
      expect(pixels(picture)).toEqual([
        [0, 255, 85, 255],
        [170, 0, 255, 255],
      ]);
    });

    it(`${order}: 16, 32 and 64 bits`, async () => {
      const wide = [0, 32768, 49152, 65535];
      expect(reds(await grey(16, 1, packed('Uint16', wide, little)))).toEqual([0, 128, 191, 255]);
      expect(reds(await grey(32, 1, packed('Uint32', [0, 2 ** 31, 3 * 2 ** 30, 2 ** 32 - 1], little)))).toEqual([
        0, 128, 191, 255,
      ]);
      expect(reds(await grey(16, 2, packed('Int16', [-200, -100, 0, 100], little)))).toEqual([0, 85, 170, 255]);
      expect(reds(await grey(32, 3, packed('Float32', [0, 0.25, 0.75, 1], little)))).toEqual([0, 64, 191, 255]);
      expect(reds(await grey(64, 3, packed('Float64', [-1, 0, 1, 2], little)))).toEqual([0, 85, 170, 255]);
      const half = packed('Uint16', [0, 0x3800, 0x3a00, 0x3c00], little);
      expect(reds(await grey(16, 3, half))).toEqual([0, 128, 191, 255]);
    });

    it(`${order}: differences along the row, packed by zlib`, async () => {
      const zip: TiffTag = [259, 'short', [8]];
      const differences = packed('Uint16', [100, 32668, 16384, 16383], little);
      const picture = await grey(16, 1, zlibSync(differences), [zip, [317, 'short', [2]]]);
      expect(reds(picture)).toEqual([0, 128, 191, 255]);
      // Predictor 3: planes of bytes, most significant first, then differences.
      const values = packed('Float32', [0, 0.25, 0.75, 1], false);
      const planes = Array.from({ length: 16 }, (_, i) => values[(i % 4) * 4 + Math.floor(i / 4)] ?? 0);
      const coded = Uint8Array.from(planes, (byte, i) => byte - (i > 0 ? (planes[i - 1] ?? 0) : 0));
      const floats = await grey(32, 3, zlibSync(coded), [zip, [317, 'short', [3]]]);
      expect(reds(floats)).toEqual([0, 64, 191, 255]);
    });
  }
});

describe('how colours are meant', () => {
  it('white is zero, palettes, CMYK, a file without BitsPerSample', async () => {
    expect(reds(await open({ tags: basic(2, 1, 0, [8]), blocks: [Uint8Array.of(0, 200)] }))).toEqual([255, 55]);
    const map = Array.from({ length: 768 }, (_, i) => (i === 1 ? 65535 : i === 256 + 2 ? 32896 : 0));
    const palette = await open({ tags: [...basic(2, 1, 3, [8]), [320, 'short', map]], blocks: [Uint8Array.of(1, 2)] });
    expect(pixels(palette)).toEqual([
      [255, 0, 0, 255],
      [0, 128, 0, 255],
    ]);
    const ink = await open({ tags: basic(1, 1, 5, [8, 8, 8, 8]), blocks: [Uint8Array.of(0, 255, 51, 51)] });
    expect(pixels(ink)).toEqual([[204, 0, 163, 255]]);
    const bare: TiffTag[] = [
      [256, 'short', [3]],
      [257, 'short', [1]],
      [262, 'short', [0]],
    ];
    expect(reds(await open({ tags: bare, blocks: [Uint8Array.of(0b01000000)] }))).toEqual([255, 0, 255]);
  });

  it('a fourth band is alpha only when the file says so', async () => {
    const tags = basic(1, 1, 2, [8, 8, 8, 8]);
    const blocks = [Uint8Array.of(100, 50, 20, 128)];
    expect(pixels(await open({ tags, blocks }))).toEqual([[100, 50, 20, 255]]);
    const extra = async (kind: number): Promise<number[][]> =>
      pixels(await open({ tags: [...tags, [338, 'short', [kind]]], blocks }));
    expect(await extra(0)).toEqual([[100, 50, 20, 255]]);
    expect(await extra(2)).toEqual([[100, 50, 20, 128]]);
    expect(await extra(1)).toEqual([[199, 100, 40, 128]]);
  });

  it('coarse chroma: one Cb and Cr for four pixels', async () => {
    const picture = await open({
      tags: [...basic(2, 2, 6, [8, 8, 8]), [530, 'short', [2, 2]]],
      blocks: [Uint8Array.of(10, 20, 30, 40, 128, 128)],
    });
    expect(pixels(picture)).toEqual([10, 20, 30, 40].map((y) => [y, y, y, 255]));
  });

  it('YCbCr: range and coefficients are fractions, as libtiff writes them beside every JPEG', async () => {
    const of = (more: readonly TiffTag[], block: readonly number[]): Promise<TiffPicture> =>
      open({ tags: [...basic(1, 1, 6, [8, 8, 8]), [530, 'short', [1, 1]], ...more], blocks: [Uint8Array.from(block)] });
    const full: TiffTag = [532, 'rational', [0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1]];
    const red = [86, 95, 223];
    expect(pixels(await of([full], red))).toEqual(pixels(await of([], red)));
    expect(pixels(await of([full], red))[0]?.map((v) => Math.round(v / 10))).toEqual([22, 3, 3, 26]);
    // Studio range: 16 is black, 235 white.
    const studio: TiffTag = [532, 'rational', [16, 1, 470, 2, 128, 1, 240, 1, 128, 1, 240, 1]];
    expect(pixels(await of([studio], [16, 128, 128]))).toEqual([[0, 0, 0, 255]]);
    expect(pixels(await of([studio], [235, 128, 128]))).toEqual([[255, 255, 255, 255]]);
    const bt709: TiffTag = [529, 'rational', [2126, 10_000, 7152, 10_000, 722, 10_000]];
    expect(pixels(await of([bt709], [100, 128, 228]))[0]?.[0]).toBe(255);
    expect(pixels(await of([bt709], [100, 128, 178]))).toEqual([[179, 77, 100, 255]]);
    const broken: TiffTag = [532, 'rational', [0, 0, 0, 0, 128, 1, 255, 1, 128, 1, 255, 1]];
    expect(pixels(await of([broken], red))).toEqual(pixels(await of([], red)));
  });

  it('L*a*b*: white, black, and red by its numbers', async () => {
    const picture = await open({
      tags: basic(3, 1, 8, [8, 8, 8]),
      blocks: [Uint8Array.of(255, 0, 0, 0, 0, 0, 138, 81, 70)],
    });
    const [white, black, red] = pixels(picture);
    expect(white?.every((v) => v >= 254)).toBe(true);
    expect(black).toEqual([0, 0, 0, 255]);
    expect((red?.[0] ?? 0) > 245 && (red?.[1] ?? 255) < 30 && (red?.[2] ?? 255) < 30).toBe(true);
  });
});

describe('layout', () => {
  it('tiles that stick out, planes, reversed bits', async () => {
    const tile = (value: number): Uint8Array => new Uint8Array(16 * 16).fill(value);
    const tiled = await open({
      tags: [...basic(20, 17, 1, [8]), [322, 'short', [16]], [323, 'short', [16]]],
      blocks: [tile(1), tile(2), tile(3), tile(4)],
      tiled: true,
    });
    const at = (x: number, y: number): number | undefined => tiled.data[(y * 20 + x) * 4];
    expect([at(0, 0), at(15, 15), at(16, 0), at(19, 15), at(0, 16), at(19, 16)]).toEqual([1, 1, 2, 2, 3, 4]);
    const planes = await open({
      tags: [...basic(2, 1, 2, [8, 8, 8]), [284, 'short', [2]]],
      blocks: [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)],
    });
    expect(pixels(planes)).toEqual([
      [1, 3, 5, 255],
      [2, 4, 6, 255],
    ]);
    const reversed = await open({
      tags: [...basic(3, 1, 1, [1]), [266, 'short', [2]]],
      blocks: [Uint8Array.of(0b00000010)],
    });
    expect(reds(reversed)).toEqual([0, 255, 0]);
  });

  it('all eight orientations show the same picture', async () => {
    const upright = [1, 2, 3, 4, 5, 6];
    // Rows of the stored picture for an upright one of 3 x 2 pixels.
    const stored: Readonly<Record<number, readonly (readonly number[])[]>> = {
      1: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      2: [
        [3, 2, 1],
        [6, 5, 4],
      ],
      3: [
        [6, 5, 4],
        [3, 2, 1],
      ],
      4: [
        [4, 5, 6],
        [1, 2, 3],
      ],
      5: [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
      6: [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
      7: [
        [6, 3],
        [5, 2],
        [4, 1],
      ],
      8: [
        [4, 1],
        [5, 2],
        [6, 3],
      ],
    };
    for (const [orientation, rows] of Object.entries(stored)) {
      const picture = await open({
        tags: [...basic(rows[0]?.length ?? 0, rows.length, 1, [8]), [274, 'short', [Number(orientation)]]],
        blocks: [Uint8Array.from(rows.flat())],
      });
      expect([orientation, picture.width, reds(picture)]).toEqual([orientation, 3, upright]);
    }
  });

  it('a reduced copy is not the picture; further pages are named', async () => {
    const page = (value: number, kind: number): TiffPageSource => ({
      tags: [...basic(1, 1, 1, [8]), [254, 'long', [kind]]],
      blocks: [Uint8Array.of(value)],
    });
    const picture = await decodeTiff(tiffFile([page(1, 1), page(2, 4), page(3, 0), page(4, 0)]), 10);
    expect(reds(picture)).toEqual([3]);
    expect(picture.notes.join()).toContain('2 pages');
    expect(picture.display).toEqual({ pages: 2, page: 1, values: null });
  });

  it('the page that is asked for is shown, and one that is not there is refused', async () => {
    const page = (value: number, kind: number): TiffPageSource => ({
      tags: [...basic(1, 1, 1, [8]), [254, 'long', [kind]]],
      blocks: [Uint8Array.of(value)],
    });
    const stack = tiffFile([page(1, 1), page(3, 0), page(2, 4), page(4, 2)]);
    const second = await decodeTiff(stack, 10, { page: 2 });
    expect([reds(second), second.display?.page]).toEqual([[4], 2]);
    await expect(decodeTiff(stack, 10, { page: 3 })).rejects.toThrow('2 pages and no page 3');
  });
});

describe('a display window set by hand', () => {
  const file = tiffFile([
    {
      tags: [...basic(5, 1, 1, [16]), [339, 'short', [2]], [42113, 'ascii', '-9999']],
      blocks: [packed('Int16', [-9999, 0, 100, 200, 400])],
    },
  ]);

  it('is taken as it is; what is outside is black or white', async () => {
    const picture = await decodeTiff(file, 10, { window: { low: 100, high: 200 } });
    expect(reds(picture)).toEqual([0, 0, 0, 255, 255]);
    expect(picture.display?.values).toEqual({ low: 100, high: 200, least: 0, most: 400, chosen: true });
  });

  it('is told apart from the automatic one, which leaves out no-data', async () => {
    const { display } = await decodeTiff(file, 10);
    expect(display?.values).toEqual({ low: 0, high: 400, least: 0, most: 400, chosen: false });
  });
});

describe('the display window', () => {
  const deep = (values: readonly number[], more: readonly TiffTag[] = []): Promise<TiffPicture> =>
    open({
      tags: [...basic(values.length, 1, 1, [32]), [339, 'short', [3]], ...more],
      blocks: [packed('Float32', values)],
    });

  it('leaves out what is no data, with or without a word in the file', async () => {
    const marked = await deep([-9999, 100, 160, 200], [[42113, 'ascii', '-9999']]);
    expect(reds(marked)).toEqual([0, 0, 153, 255]);
    expect(marked.notes.join(' ')).toMatch(/from 100 .* to 200 .*1 pixel has no data/);
    const plain = await deep([-3.4e38, 100, Number.NaN, 200]);
    expect(reds(plain)).toEqual([0, 0, 0, 255]);
  });

  it('stretches 12 bits in 16 and keeps what uses its range', async () => {
    const grey = (values: readonly number[]): Promise<TiffPicture> =>
      open({ tags: basic(values.length, 1, 1, [16]), blocks: [packed('Uint16', values)] });
    expect(reds(await grey([0, 2000, 4000]))).toEqual([0, 128, 255]);
    expect(reds(await grey([10000, 40000]))).toEqual([39, 156]);
    expect(reds(await grey([500, 500]))).toEqual([2, 2]);
  });
});

describe('what is refused says why', () => {
  const page = basic(2, 1, 1, [8]);
  const block = [Uint8Array.of(1, 2)];
  const cases: readonly (readonly [string, TiffPageSource, string])[] = [
    ['fax', { tags: [...page, [259, 'short', [4]]], blocks: block }, 'CCITT group 4'],
    ['LZMA', { tags: [...page, [259, 'short', [34925]]], blocks: block }, 'LZMA'],
    ['unknown', { tags: [...page, [259, 'short', [999]]], blocks: block }, 'number 999'],
    ['camera raw', { tags: basic(2, 1, 32803, [8]), blocks: block }, 'camera raw'],
    ['complex numbers', { tags: [...page, [339, 'short', [6]]], blocks: block }, 'complex'],
    ['mixed depths', { tags: basic(2, 1, 2, [5, 6, 5]), blocks: block }, '5, 6, 5'],
    ['too large', { tags: basic(60000, 60000, 1, [8]), blocks: block }, '60000 x 60000'],
    ['no pixels', { tags: basic(0, 1, 1, [8]), blocks: block }, '0 x 1'],
  ];
  for (const [what, source, words] of cases) {
    it(what, async () => {
      await expect(open(source)).rejects.toThrow(words);
    });
  }

  it('cut short and damaged', async () => {
    const file = tiffFile([{ tags: basic(64, 64, 1, [8]), blocks: [new Uint8Array(4096)] }]);
    await expect(decodeTiff(file.slice(0, 3000), 1e6)).rejects.toThrow(/cut short/);
    const far = tiffFile([{ tags: [...basic(64, 64, 1, [8])], blocks: [new Uint8Array(4000)] }]);
    await expect(decodeTiff(far, 1e6)).rejects.toThrow(/damaged/);
  });
});
