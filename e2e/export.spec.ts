import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { unzlibSync, zlibSync } from 'fflate';
import { decodePng } from '../src/core/image/png.ts';
import { encodePng } from '../src/core/image/png-encode.ts';
import { clearObjects, clickPicture, exportedFile, imported, objectRows, openSample, stage, watch } from './app.ts';

// Software graphics and a busy machine are slow; nothing here waits for longer than its own answers.
test.setTimeout(300_000);

const LABEL = 'a "coin"/old\\ 🪙, <b>';

test('every format is written; COCO, LabelMe and mask files bring the objects back and are written again identically', async ({
  page,
}) => {
  const seen = watch(page);
  await openSample(page, /greek coins/i);
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeDisabled();
  await clickPicture(page, 45, 54);
  const label = page.getByRole('combobox', { name: 'Label' });
  await label.fill(LABEL);
  await label.press('Enter');
  await stage(page).focus();
  await page.keyboard.press('n');

  for (const [format, starts] of [
    [/^SVG/, '<'],
    [/^COCO, polygons/, '{'],
    [/^YOLO/, 'PK'],
    [/^Pascal VOC/, 'PK'],
    [/^GeoJSON/, '{'],
    [/^CSV/, ''],
  ] as const) {
    const bytes = await exportedFile(page, 'Data', format);
    expect(bytes.length, String(format)).toBeGreaterThan(20);
    expect(bytes.subarray(0, starts.length).toString('latin1'), String(format)).toBe(starts);
  }
  for (const [form, format, name, type] of [
    ['Data', /^COCO, run lengths/, 'coco.json', 'application/json'],
    ['Data', /^LabelMe/, 'labelme.json', 'application/json'],
    ['Mask', /^Black and white/, 'mask.png', 'image/png'],
  ] as const) {
    const first = await exportedFile(page, form, format);
    if (type === 'application/json') {
      expect(JSON.stringify(JSON.parse(first.toString('utf8')))).toContain(JSON.stringify(LABEL).slice(1, -1));
    }
    await clearObjects(page);
    await imported(page, name, type, first);
    await expect(objectRows(page)).toHaveCount(1);
    expect((await exportedFile(page, form, format)).equals(first), name).toBe(true);
  }
  expect(seen.errors).toEqual([]);
});

test('a cut-out is put on another picture, and what is no picture is told', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, /greek coins/i);
  await clickPicture(page, 45, 54);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByText('Picture', { exact: true }).click();
  const give = async (name: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: /^Choose (the picture|another)/ }).click();
    await (await chooser).setFiles({ name, mimeType: 'image/png', buffer });
    await expect(dialog.getByText(name, { exact: true })).toBeVisible();
  };
  await give('notes.png', Buffer.from('just words'));
  await expect(page.getByText(/“notes.png” is text/).first()).toBeVisible();
  const data = Array.from({ length: 6 }, () => [0, 128, 64, 255]).flat();
  const green = encodePng({ kind: 'rgba', width: 3, height: 2, data }, (raw) => zlibSync(raw));
  await give('green.png', Buffer.from(green));
  const save = dialog.getByRole('button', { name: /^Save ./ });
  await expect(save).toBeEnabled({ timeout: 30_000 });
  const download = page.waitForEvent('download');
  await save.click();
  const bytes = new Uint8Array(readFileSync(await (await download).path()));
  const { width, height, channels, samples } = decodePng(bytes, unzlibSync);
  expect([width, height]).toEqual([384, 303]);
  const at = (x: number, y: number): number[] => [
    ...samples.subarray((y * width + x) * channels, (y * width + x) * channels + 3),
  ];
  expect(at(300, 200)).toEqual([0, 128, 64]);
  // The coins are grey.
  const coin = at(45, 54);
  expect(Math.max(...coin) - Math.min(...coin)).toBeLessThan(30);
  expect(seen.errors).toEqual([]);
});

test('files that do not fit are told apart, and the work stays', async ({ page }) => {
  const seen = watch(page);
  await openSample(page, /greek coins/i);
  await clickPicture(page, 45, 54);
  const coco = (image: object, segmentation: unknown): Buffer =>
    Buffer.from(
      JSON.stringify({
        images: [{ id: 1, ...image }],
        categories: [{ id: 1, name: 'x' }],
        annotations: [{ id: 1, image_id: 1, category_id: 1, iscrowd: 0, area: 4, bbox: [0, 0, 2, 2], segmentation }],
      }),
    );
  const own = { file_name: 'coins.webp', width: 384, height: 303 };
  const other = coco({ file_name: 'other.jpg', width: 50, height: 40 }, [[1, 1, 5, 1, 5, 5]]);
  await imported(page, 'other.json', 'application/json', other);
  await expect(page.getByText(/another picture|50 x 40|50 × 40|not .* picture|no .*picture/i).first()).toBeVisible();
  const wrong = coco(own, { size: [10, 10], counts: [10, 90] });
  await imported(page, 'wrong.json', 'application/json', wrong);
  await expect(page.getByRole('region', { name: 'Notices' }).getByText(/found \[10,10\]/)).toBeVisible();
  await expect(objectRows(page)).toHaveCount(1);
  // A bow tie: its two halves are filled, nothing is refused.
  const tie = coco(own, [[100, 100, 140, 140, 140, 100, 100, 140]]);
  await imported(page, 'tie.json', 'application/json', tie);
  await expect(objectRows(page)).toHaveCount(2);
  expect(seen.errors).toEqual([]);
});
