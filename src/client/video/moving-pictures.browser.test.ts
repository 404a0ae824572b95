/** Animated pictures and archives of pictures, written here with their numbers drawn in. */
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { FilmCut } from '../../contract/video.ts';
import { pngChunk } from '../../core/image/png-chunk.ts';
import { emptyPacked, packMask } from '../../core/mask/packed.ts';
import { HEIGHT, numberedPicture, numbersIn, WIDTH } from '../../test-support/numbered-frames.ts';
import { decodeVideo } from './decode-video.ts';
import { encodeGif } from './encode-gif.ts';

const { signal } = new AbortController();
const quiet = (): void => undefined;
const size = { width: WIDTH, height: HEIGHT };
const NUMBERS = [3, 700, 1, 512, 1023];
/** Milliseconds that each frame is shown for. */
const DELAYS = [100, 50, 200, 40, 100];

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());
const joined = (parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> =>
  bytesOf(new Blob([...parts]));

/** Big-endian numbers of so many bytes each. */
function numbersOf(...fields: readonly (readonly [value: number, bytes: 1 | 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const digits = fields.map(([value, bytes]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255));
  return Uint8Array.from(digits.flatMap((d) => d.toReversed()));
}

const ascii = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Chunks of a PNG by type, joined. */
function chunks(png: Uint8Array, type: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(png.buffer);
  const found: number[] = [];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === type)
      found.push(...png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Uint8Array.from(found);
}

/** As in the APNG specification 1.0. */
async function apng(): Promise<Uint8Array<ArrayBuffer>> {
  const pngs = await Promise.all(NUMBERS.map(async (n) => bytesOf(await numberedPicture(n))));
  const [first = new Uint8Array()] = pngs;
  const parts = [first.slice(0, 8), pngChunk('IHDR', chunks(first, 'IHDR'))];
  parts.push(pngChunk('acTL', numbersOf([NUMBERS.length, 4], [0, 4])));
  let order = 0;
  for (const [i, png] of pngs.entries()) {
    const place = [
      [WIDTH, 4],
      [HEIGHT, 4],
      [0, 4],
      [0, 4],
    ] as const;
    const control = numbersOf([order++, 4], ...place, [DELAYS[i] ?? 0, 2], [1000, 2], [0, 1], [0, 1]);
    parts.push(pngChunk('fcTL', control));
    const data = chunks(png, 'IDAT');
    parts.push(i === 0 ? pngChunk('IDAT', data) : pngChunk('fdAT', await joined([numbersOf([order++, 4]), data])));
  }
  return joined([...parts, pngChunk('IEND', new Uint8Array())]);
}

test('every frame of an APNG at its own time, in any order', async () => {
  const clip = await decodeVideo([{ name: 'a.png', blob: new Blob([await apng()]) }], signal, quiet);
  expect(await numbersIn(clip)).toEqual(NUMBERS);
  expect(clip.times.map((t) => Math.round(1000 * t))).toEqual([0, 100, 150, 350, 390]);
  const [late, early] = await Promise.all([clip.frame(4), clip.frame(1)]);
  expect([late.width, early.height]).toEqual([WIDTH, HEIGHT]);
  clip.close();
});

/** The bundle of numbered pictures as a cut; on odd frames nothing is covered. */
async function cutOf(background: FilmCut['background']): Promise<FilmCut> {
  const files = await Promise.all(NUMBERS.map(async (n, i) => ({ name: `${i}.png`, blob: await numberedPicture(n) })));
  const clip = await decodeVideo(files, signal, quiet, 30);
  const data = new Uint8Array(WIDTH * HEIGHT).fill(1, 0, (WIDTH * HEIGHT) / 2);
  return {
    clip: { ...clip, times: [0, 0.1, 0.15, 0.35, 0.39], framesPerSecond: 10 },
    frames: [0, 1, 2, 3, 4],
    mask: (frame) => (frame % 2 === 1 ? emptyPacked(size) : packMask({ ...size, data })),
    background,
  };
}

const alphaAt = (bitmap: ImageBitmap, x: number, y: number): number => {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return context?.getImageData(x, y, 1, 1).data[3] ?? -1;
};

test('a GIF is written with its times and transparency, and read back frame by frame', async () => {
  const { blob, ending, notes } = await encodeGif(await cutOf({ kind: 'transparent' }), signal, quiet);
  expect([ending, notes, blob.type]).toEqual(['gif', [], 'image/gif']);
  const clip = await decodeVideo([{ name: 'a.gif', blob }], signal, quiet);
  expect(clip.times.map((t) => Math.round(1000 * t))).toEqual([0, 100, 150, 350, 390]);
  const alphas: (readonly number[])[] = [];
  for (let i = 0; i < 5; i++) {
    const bitmap = await clip.frame(i);
    alphas.push([alphaAt(bitmap, 80, 10), alphaAt(bitmap, 80, 90)]);
    bitmap.close();
  }
  // Nothing of the frame before shows through.
  expect(alphas).toEqual([
    [255, 0],
    [0, 0],
    [255, 0],
    [0, 0],
    [255, 0],
  ]);
});

test('a GIF over a colour has no hole in it', async () => {
  const cut = await cutOf({ kind: 'color', rgb: [0, 177, 64] });
  const clip = await decodeVideo([{ name: 'a.gif', blob: (await encodeGif(cut, signal, quiet)).blob }], signal, quiet);
  const bitmap = await clip.frame(1);
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const [r = 0, g = 0, b = 0, a] = context?.getImageData(5, 90, 1, 1).data ?? [];
  expect(a).toBe(255);
  expect(Math.max(Math.abs(r), Math.abs(g - 177), Math.abs(b - 64))).toBeLessThan(9);
});

test('pictures of a ZIP, in folders, come in the order of their names; a ZIP without pictures and a project are refused', async () => {
  const entry = async (n: number): Promise<Uint8Array<ArrayBuffer>> => bytesOf(await numberedPicture(n));
  const zip = zipSync({
    'shot/f10.png': await entry(10),
    'shot/f9.png': await entry(9),
    'shot/notes.txt': ascii('hello'),
  });
  const clip = await decodeVideo([{ name: 'shot.zip', blob: new Blob([zip]) }], signal, quiet);
  expect([clip.name, await numbersIn(clip)]).toEqual(['shot.zip', [9, 10]]);
  // What is stored to open it again is the ZIP itself.
  expect(clip.source.kind === 'files' && clip.source.files.map((f) => f.name)).toEqual(['shot.zip']);
  const refused = (files: Record<string, Uint8Array<ArrayBuffer>>) =>
    decodeVideo([{ name: 'b.zip', blob: new Blob([zipSync(files)]) }], signal, quiet);
  await expect(refused({ 'a.txt': ascii('x') })).rejects.toThrow('holds no pictures');
  await expect(refused({ 'project.json': ascii('{}'), 'pictures/a.png': await entry(1) })).rejects.toThrow(
    'is a project',
  );
});
