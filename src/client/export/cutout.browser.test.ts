import { expect, test } from 'vitest';
import type { CutoutOptions } from '../../contract/export.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { packRegion } from '../../core/mask/packed.ts';
import { hardAlpha } from '../../core/mask/soft-edge.ts';
import { cutoutEncoded, cutoutPng, DEFAULT_CUTOUT } from './cutout.ts';

const full = { width: 640, height: 900 };

/** A picture whose colours tell the place: red = x / 4, green = y / 4, blue 77. Counts how much is read at once. */
function reader(): { read: (box: ImageBox) => ImageData; most: () => number } {
  let most = 0;
  return {
    read: (box) => {
      const w = box.x1 - box.x0;
      const image = new ImageData(w, box.y1 - box.y0);
      most = Math.max(most, image.data.length);
      for (let i = 0; i < image.data.length; i += 4) {
        const p = i / 4;
        image.data.set([(box.x0 + (p % w)) >> 2, (box.y0 + Math.floor(p / w)) >> 2, 77, 255], i);
      }
      return image;
    },
    most: () => most,
  };
}

/** A box mask of x 80..240, y 100..420 at half the full size. */
function box(): ReturnType<typeof hardAlpha> {
  const region = { x0: 80, y0: 100, x1: 240, y1: 420 };
  const local = { width: 160, height: 320, data: new Uint8Array(160 * 320).fill(1) };
  return hardAlpha(packRegion(local, region, { width: 320, height: 450 }));
}

async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

const at = (image: ImageData, x: number, y: number): number[] => [
  ...image.data.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 4),
];
const options = (change: Partial<CutoutOptions>): CutoutOptions => ({ ...DEFAULT_CUTOUT, ...change });

test('a transparent cut-out keeps the object at full resolution and nothing else', async () => {
  const source = reader();
  const image = await pixelsOf(await cutoutPng(source, [box()], full));
  expect([image.width, image.height]).toEqual([640, 900]);
  expect(at(image, 300, 500)).toEqual([75, 125, 77, 255]);
  expect(at(image, 300, 255)).toEqual([75, 63, 77, 255]);
  expect(at(image, 300, 256)).toEqual([75, 64, 77, 255]);
  expect(at(image, 20, 20)).toEqual([0, 0, 0, 0]);
  expect(source.most()).toBeLessThan(640 * 4 * 400);
});

test('trimmed to the box; on a colour; on the blurred picture', async () => {
  const trimmed = await pixelsOf(await cutoutPng(reader(), [box()], full, options({ trim: true })));
  expect([trimmed.width, trimmed.height]).toEqual([320, 640]);
  expect(at(trimmed, 100, 100)).toEqual([65, 75, 77, 255]);
  const colored = await pixelsOf(
    await cutoutPng(reader(), [box()], full, options({ background: { kind: 'color', rgb: [9, 200, 30] } })),
  );
  expect(at(colored, 20, 20)).toEqual([9, 200, 30, 255]);
  expect(at(colored, 300, 500)).toEqual([75, 125, 77, 255]);
  const blurred = await pixelsOf(
    await cutoutPng(reader(), [box()], full, options({ background: { kind: 'blur', sigma: 12 } })),
  );
  const [r = 0, g = 0, b = 0, a] = at(blurred, 600, 700);
  expect(Math.abs(r - 150)).toBeLessThan(6);
  expect(Math.abs(g - 175)).toBeLessThan(6);
  expect(Math.abs(b - 77)).toBeLessThan(4);
  expect(a).toBe(255);
});

test('on another picture, which fills the frame without changing its shape; one that does not open is told', async () => {
  // Twice as wide as high, red on the left and blue on the right, a see-through stripe at the bottom.
  const canvas = new OffscreenCanvas(200, 100);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = 'rgb(255 0 0)';
  context.fillRect(0, 0, 100, 90);
  context.fillStyle = 'rgb(0 0 255)';
  context.fillRect(100, 0, 100, 90);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  const behind = options({ background: { kind: 'picture', blob, name: 'beach.png' } });
  const image = await pixelsOf(await cutoutPng(reader(), [box()], full, behind));
  // 9 times as large, 580 pixels cut off on either side.
  expect(at(image, 20, 20)).toEqual([255, 0, 0, 255]);
  expect(at(image, 310, 100)).toEqual([255, 0, 0, 255]);
  expect(at(image, 330, 100)).toEqual([0, 0, 255, 255]);
  expect(at(image, 20, 890)).toEqual([255, 255, 255, 255]);
  expect(at(image, 300, 500)).toEqual([75, 125, 77, 255]);
  const trimmed = await pixelsOf(await cutoutPng(reader(), [box()], full, { ...behind, trim: true }));
  expect(at(trimmed, 100, 100)).toEqual([65, 75, 77, 255]);
  const words: CutoutOptions['background'] = { kind: 'picture', blob: new Blob(['just words']), name: 'notes.png' };
  await expect(cutoutPng(reader(), [box()], full, options({ background: words }))).rejects.toMatchObject({
    code: 'bad-file',
  });
});

test('WebP has the same size and transparency; an empty object is refused with a word; aborting stops it', async () => {
  const webp = await cutoutEncoded(reader(), [box()], full, 'webp', options({ trim: true }));
  expect(webp.type).toBe('image/webp');
  const image = await pixelsOf(webp);
  expect([image.width, image.height]).toEqual([320, 640]);
  const empty = { box: { x0: 0, y0: 0, x1: 0, y1: 0 }, width: 320, height: 450, alpha: new Uint8ClampedArray(0) };
  await expect(async () => cutoutPng(reader(), [empty], full)).rejects.toThrow('no pixel');
  await expect(cutoutPng(reader(), [box()], full, DEFAULT_CUTOUT, AbortSignal.abort())).rejects.toMatchObject({
    code: 'aborted',
  });
});
