import { expect, test } from 'vitest';
import type { CutoutOptions } from '../../contract/export.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { Composition } from '../../core/image/frame.ts';
import { packRegion } from '../../core/mask/packed.ts';
import { hardAlpha } from '../../core/mask/soft-edge.ts';
import { Composer } from './compose.ts';
import { DEFAULT_CUTOUT } from './cutout.ts';

const full = { width: 200, height: 160 };
const PLAIN: Composition = { frame: 'object', padding: 0, x: 0, y: 0, scale: 1, rotate: 0, shadow: null };
const RED = { kind: 'color', rgb: [200, 10, 10] } as const;

/** Left half of the object blue, right half green. Counts how often it is read. */
function reader(): { read: (box: ImageBox) => ImageData; times: () => number } {
  let times = 0;
  return {
    times: () => times,
    read: (box) => {
      times++;
      const w = box.x1 - box.x0;
      const image = new ImageData(w, box.y1 - box.y0);
      for (let i = 0; i < image.data.length; i += 4)
        image.data.set(box.x0 + ((i / 4) % w) < 100 ? [0, 0, 255, 255] : [0, 255, 0, 255], i);
      return image;
    },
  };
}

/** 80 x 40 pixels in the middle. */
function softs(): ReturnType<typeof hardAlpha>[] {
  const box = { x0: 60, y0: 60, x1: 140, y1: 100 };
  return [hardAlpha(packRegion({ width: 80, height: 40, data: new Uint8Array(3200).fill(1) }, box, full))];
}

const picture = {};
const composer = new Composer();
async function composed(
  change: Partial<Composition>,
  options: Partial<CutoutOptions> = {},
  source = reader(),
): Promise<{ readonly canvas: OffscreenCanvas; readonly at: (x: number, y: number) => number[] }> {
  const all = { ...DEFAULT_CUTOUT, ...options };
  const canvas = await composer.compose(picture, source, softs(), full, all, { ...PLAIN, ...change }, undefined);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  return { canvas, at: (x, y) => [...context.getImageData(x, y, 1, 1).data] };
}

test('in a square, turned and moved, on a colour', async () => {
  const { canvas, at } = await composed({ frame: 'square', padding: 0.1 }, { background: RED });
  expect([canvas.width, canvas.height]).toEqual([100, 100]);
  expect(at(20, 50)).toEqual([0, 0, 255, 255]);
  expect(at(80, 50)).toEqual([0, 255, 0, 255]);
  expect(at(50, 10)).toEqual([200, 10, 10, 255]);
  const turned = await composed({ frame: 'square', padding: 0.1, rotate: 90, x: 0.2 }, { background: RED });
  expect(turned.at(70, 20)).toEqual([0, 0, 255, 255]);
  expect(turned.at(70, 80)).toEqual([0, 255, 0, 255]);
  expect(turned.at(20, 50)).toEqual([200, 10, 10, 255]);
});

test('a fixed size is kept; without a background it is transparent, and a shadow lies below', async () => {
  const frame = { width: 300, height: 400 };
  const plain = await composed({ frame });
  expect([plain.canvas.width, plain.canvas.height]).toEqual([300, 400]);
  expect(plain.at(150, 290)).toEqual([0, 0, 0, 0]);
  const shadow = { opacity: 0.8, blur: 0.01, drop: 0.1 };
  const { at } = await composed({ frame, shadow });
  const [r, g, b, alpha = 0] = at(150, 290);
  expect([r, g, b]).toEqual([0, 0, 0]);
  expect(alpha).toBeGreaterThan(150);
  expect(at(150, 390)[3]).toBe(0);
  expect(at(100, 200)).toEqual([0, 0, 255, 255]);
});

test('the blurred picture covers the frame', async () => {
  const { at } = await composed(
    { frame: { width: 100, height: 100 }, scale: 0.2 },
    { background: { kind: 'blur', sigma: 4 } },
  );
  expect(at(2, 2)).toEqual([0, 0, 255, 255]);
  expect(at(97, 97)).toEqual([0, 255, 0, 255]);
});

test('moving the object does not cut it out again; another edge does', async () => {
  const source = reader();
  await composed({}, { edge: 'soft' }, source);
  const once = source.times();
  expect(once).toBeGreaterThan(0);
  await composed({ x: 0.3, scale: 2 }, { edge: 'soft' }, source);
  expect(source.times()).toBe(once);
  await composed({ x: 0.3 }, { edge: 'hard' }, source);
  expect(source.times()).toBeGreaterThan(once);
});

test('an object that covers nothing is refused', async () => {
  const nothing = {
    ...hardAlpha(packRegion({ width: 1, height: 1, data: new Uint8Array(1) }, { x0: 0, y0: 0, x1: 1, y1: 1 }, full)),
  };
  await expect(
    composer.compose(picture, reader(), [nothing], full, DEFAULT_CUTOUT, PLAIN, undefined),
  ).rejects.toMatchObject({ name: 'SegError:bad-file' });
});
