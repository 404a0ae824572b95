import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { SegError } from '../../contract/errors.ts';
import { HEIC, withProperty } from '../../test-support/heif.ts';
import { decodeHeif, type HeifPicture } from './decode-heif.ts';
import { heifTraits } from './heif-boxes.ts';

const path = createRequire(import.meta.url).resolve('libheif-js/libheif-wasm/libheif.wasm');
const wasm = async (): Promise<ArrayBuffer> => Uint8Array.from(readFileSync(path)).buffer;
const open = (bytes: Uint8Array<ArrayBuffer>, most = 1e6): Promise<HeifPicture> => decodeHeif(bytes, most, wasm);

/** RGBA in the middle of each quarter: top left, top right, bottom left, bottom right. */
function quarters({ width, height, data }: HeifPicture): number[][] {
  return [0.25, 0.75].flatMap((y) =>
    [0.25, 0.75].map((x) => {
      const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
      return [...data.slice(at, at + 4)];
    }),
  );
}

const RED = [220, 30, 30, 255];
const GREEN = [30, 200, 40, 255];
const BLUE = [30, 60, 220, 255];
const YELLOW = [240, 220, 40, 255];

function expectNear(found: readonly number[][], wanted: readonly (readonly number[])[]): void {
  for (const [i, colour] of wanted.entries()) {
    for (const [c, value] of colour.entries()) {
      expect(Math.abs((found[i]?.[c] ?? -99) - value), `quarter ${i}: ${found[i]}, not ${colour}`).toBeLessThanOrEqual(
        4,
      );
    }
  }
}

describe('HEIC decoded by libheif', () => {
  it('a grid of tiles with odd edges, cropped to its size', async () => {
    const picture = await open(HEIC.grid);
    expect([picture.width, picture.height]).toEqual([12, 8]);
    expectNear(quarters(picture).slice(0, 1), [[220, 40, 41, 255]]);
  });

  it('colours and alpha', async () => {
    expectNear(quarters(await open(HEIC.quadrants)), [RED, GREEN, BLUE, YELLOW]);
    expectNear(quarters(await open(HEIC.halfClear)), [[220, 30, 30, 128], GREEN, BLUE, YELLOW]);
  });

  it('10 bits become 8, and the file says that it has 10', async () => {
    const { data, width } = await open(HEIC.deepRamp);
    for (const x of [0, 16, 32, 48, 63]) expect(Math.abs((data[x * 4] ?? 0) - (x * 1040) / 257)).toBeLessThanOrEqual(3);
    expect(width).toBe(64);
    expect(heifTraits(HEIC.deepRamp).depth).toBe(10);
    expect(heifTraits(HEIC.quadrants).depth).toBe(8);
  });

  it('is turned as its own property says, and only so', async () => {
    const turned = withProperty(HEIC.quadrants, 'irot', [1]);
    const picture = await open(turned);
    expect([picture.width, picture.height]).toEqual([48, 64]);
    // A quarter turn anticlockwise: what was right is above.
    expectNear(quarters(picture), [GREEN, YELLOW, RED, BLUE]);
    expect(heifTraits(turned).turned).toBe(true);
    const noted = await open(HEIC.notedTurn);
    expect([noted.width, noted.height]).toEqual([48, 64]);
    expect(heifTraits(HEIC.notedTurn).turned).toBe(false);
  });

  it('hands on what its colours mean', async () => {
    expect((await open(HEIC.quadrants)).profile).toBeNull();
    const nclx = [0x6e, 0x63, 0x6c, 0x78, 0, 12, 0, 13, 0, 6, 128];
    expect((await open(withProperty(HEIC.quadrants, 'colr', nclx))).profile).toEqual({
      kind: 'cicp',
      primaries: 12,
      transfer: 13,
    });
  });

  it('refuses what is too large, cut short or no picture, each in words', async () => {
    await expect(open(HEIC.quadrants, 1000)).rejects.toMatchObject({ code: 'image-too-large' });
    const { length } = HEIC.quadrants;
    for (const share of [0.1, 0.5, 0.9]) {
      const thrown = await open(HEIC.quadrants.slice(0, Math.floor(length * share))).catch((error: unknown) => error);
      expect(thrown, `${share}`).toBeInstanceOf(SegError);
      expect(thrown).toMatchObject({ code: 'bad-image' });
    }
  });
});
