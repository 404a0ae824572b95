/** Pictures at the edge of what a picture may be. See docs/faults.md. */
import { expect, test } from '@playwright/test';
import { answered, clickPicture, exportedMask, openBytes, ready, stage, watch } from './app.ts';
import { begin, CALM, exactModel, objectsOf, serveModel } from './faults-kit.ts';
import { clearPng, cmykJpeg, deepPng, greyPng, hugePng, movingGif } from './odd-pictures.ts';

test.use(CALM);

const SOUND = [
  { name: 'dot.png', type: 'image/png', bytes: greyPng(1, 1), size: [1, 1], says: null },
  { name: 'strip.png', type: 'image/png', bytes: greyPng(1, 30_000), size: [1, 30_000], says: /Worked on at 1 x 4096/ },
  { name: 'clear.png', type: 'image/png', bytes: clearPng(200, 120), size: [200, 120], says: null },
  { name: 'deep.png', type: 'image/png', bytes: deepPng(200, 120), size: [200, 120], says: /16 bits per colour/ },
  { name: 'press.jpg', type: 'image/jpeg', bytes: cmykJpeg(20, 12), size: [160, 96], says: null },
  { name: 'moving.gif', type: 'image/gif', bytes: movingGif(120, 80), size: [120, 80], says: /moves; its first frame/ },
] as const;

test('pictures of 1 x 1, 1 x 30000, all transparent, 16 bits, CMYK and animated open, take a click and export at full size', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const seen = watch(page);
  await serveModel(page, exactModel());
  await page.goto('#/segment');
  for (const { name, type, bytes, size, says } of SOUND) {
    await test.step(name, async () => {
      await openBytes(page, name, type, bytes);
      await expect(page.getByRole('heading', { level: 1, name: `Segment ${name}` })).toBeAttached();
      if (says) await expect(page.getByText(says).first()).toBeVisible();
      await ready(page);
      const view = (await stage(page).getAttribute('data-view'))?.split(',').map(Number) ?? [];
      await clickPicture(page, view[0] ?? 0.5, view[1] ?? 0.5);
      await answered(page);
      expect(await objectsOf(page)).toHaveLength(1);
      const mask = await exportedMask(page);
      expect([mask.width, mask.height]).toEqual([...size]);
      expect(mask.data.some((v) => v === 1)).toBe(true);
    });
  }
  expect(seen.errors).toEqual([]);
});

test('a picture that claims 30000 x 30000 pixels is refused before a pixel is decoded, and the work stays', async ({
  page,
}) => {
  const seen = watch(page);
  await serveModel(page, exactModel());
  const before = await begin(page);
  await openBytes(page, 'huge.png', 'image/png', hugePng());
  await expect(page.getByText(/900 megapixels/).first()).toBeVisible();
  expect(await objectsOf(page)).toEqual(before.objects);
  expect(seen.errors).toEqual([]);
});
