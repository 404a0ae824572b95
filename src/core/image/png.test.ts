import fc from 'fast-check';
import { unzlibSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { decodePng, PngError } from './png.ts';
import { encodePng } from './png-encode.ts';
import { pngToLabels, pngToRgba } from './png-pixels.ts';

const inflate = (data: Uint8Array): Uint8Array => unzlibSync(data);
const deflate = (data: Uint8Array): Uint8Array => zlibSync(data);

/** Writes a PNG by hand from raw scan lines, so that the decoder is tested beyond what the encoder can write. */
function png(
  width: number,
  height: number,
  depth: number,
  type: number,
  lines: number[],
  extra: [string, number[]][] = [],
  interlace = 0,
): Uint8Array {
  const out: number[] = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
  const word = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  const put = (name: string, body: number[]): void => {
    const tagged = [...name].map((c) => c.charCodeAt(0)).concat(body);
    out.push(...word(body.length), ...tagged, ...word(crc32(Uint8Array.from(tagged))));
  };
  put('IHDR', [...word(width), ...word(height), depth, type, 0, 0, interlace]);
  for (const [name, body] of extra) put(name, body);
  put('IDAT', [...deflate(Uint8Array.from(lines))]);
  put('IEND', []);
  return Uint8Array.from(out);
}

describe('decodePng', () => {
  it('gives back what the encoder wrote', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.nat(65535)),
        (width, height, values) => {
          const take = (n: number, mask: number): number[] =>
            Array.from({ length: n }, () => (values.next().value ?? 0) & mask);
          const n = width * height;
          for (const source of [
            { kind: 'grey8', width, height, data: take(n, 255) },
            { kind: 'grey16', width, height, data: take(n, 65535) },
            { kind: 'palette', width, height, data: take(n, 1), palette: Uint8Array.from([1, 2, 3, 4, 5, 6]) },
            { kind: 'rgba', width, height, data: take(4 * n, 255) },
          ] as const) {
            const back = decodePng(encodePng(source, deflate), inflate);
            expect([...back.samples]).toEqual(source.data);
            if (source.kind === 'rgba') expect([...pngToRgba(back)]).toEqual(source.data);
            else expect([...pngToLabels(back).data]).toEqual(source.data);
          }
        },
      ),
    );
  });
  it.each([
    ['400 MiB of rows', 10_240, 10_240, 6, /its pixels take 400 MB; at most 384 MB are read/],
    ['420 million pixels', 20_480, 20_480, 0, /20480 x 20480 pixels cannot be read: at most 160 million are/],
  ])('refuses a file of a few bytes with %s before a byte is inflated', (_, width, height, type, words) => {
    const never = (): never => {
      throw new Error('was inflated');
    };
    expect(() => decodePng(png(width, height, 8, type, [0]), never)).toThrow(words);
  });
  it('undoes all five filters', () => {
    const lines = [0, 10, 20, 1, 5, 5, 2, 1, 1, 3, 4, 4, 4, 7, 7];
    expect([...decodePng(png(2, 5, 8, 0, lines), inflate).samples]).toEqual([10, 20, 5, 10, 6, 11, 7, 13, 14, 21]);
  });
  it('unpacks bits', () => {
    expect([...decodePng(png(10, 1, 1, 0, [0, 0b10110001, 0b01000000]), inflate).samples]).toEqual([
      1, 0, 1, 1, 0, 0, 0, 1, 0, 1,
    ]);
    expect([...decodePng(png(3, 1, 2, 0, [0, 0b11011000]), inflate).samples]).toEqual([3, 1, 2]);
    expect([...decodePng(png(3, 1, 4, 3, [0, 0x12, 0x30], [['PLTE', Array(12).fill(9)]]), inflate).samples]).toEqual([
      1, 2, 3,
    ]);
  });
  it('joins the seven passes of an interlaced picture', () => {
    // 3 x 3 pixels, value = 10 * y + x; only passes 1, 4, 5, 6 and 7 hold pixels
    const lines = [0, 0, 0, 2, 0, 20, 22, 0, 1, 0, 21, 0, 10, 11, 12];
    expect([...decodePng(png(3, 3, 8, 0, lines, [], 1), inflate).samples]).toEqual([0, 1, 2, 10, 11, 12, 20, 21, 22]);
  });
  it('resolves palettes and transparent colours', () => {
    const file = png(
      2,
      1,
      8,
      3,
      [0, 1, 0],
      [
        ['PLTE', [1, 2, 3, 4, 5, 6]],
        ['tRNS', [255, 7]],
      ],
    );
    expect([...pngToRgba(decodePng(file, inflate))]).toEqual([4, 5, 6, 7, 1, 2, 3, 255]);
    const grey = png(2, 1, 8, 0, [0, 9, 8], [['tRNS', [0, 9]]]);
    expect([...pngToRgba(decodePng(grey, inflate))]).toEqual([9, 9, 9, 0, 8, 8, 8, 255]);
  });
  it('names the fault of a broken file, wherever it is cut', () => {
    const whole = encodePng(
      { kind: 'grey8', width: 9, height: 9, data: Array.from({ length: 81 }, (_, i) => i) },
      deflate,
    );
    for (let end = 0; end < whole.length; end++) {
      expect(() => decodePng(whole.subarray(0, end), inflate)).toThrow(PngError);
    }
    expect(() => decodePng(Uint8Array.from([1, 2, 3]), inflate)).toThrow('the file is not a PNG');
    const flipped = whole.slice();
    flipped[45] = (flipped[45] ?? 0) ^ 1;
    expect(() => decodePng(flipped, inflate)).toThrow('checksum of the IDAT part');
    expect(() => decodePng(png(9, 2, 8, 0, [0, 1, 2, 3]), inflate)).toThrow('ends before its last row');
    expect(() => decodePng(png(1, 1, 8, 0, [9, 1]), inflate)).toThrow('filter that does not exist');
    expect(() => decodePng(png(1, 1, 16, 3, [0, 1]), inflate)).toThrow('colour type 3 with 16 bits');
  });
  it('refuses colour pictures as labels', () => {
    expect(() => pngToLabels(decodePng(png(1, 1, 8, 2, [0, 1, 2, 3]), inflate))).toThrow('found a colour picture');
    expect([...pngToLabels(decodePng(png(1, 1, 8, 2, [0, 4, 4, 4]), inflate)).data]).toEqual([4]);
  });
});
