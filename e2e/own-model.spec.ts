import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { watch } from './app.ts';

const file = (name: string): string => fileURLToPath(new URL(`../models/playground/${name}`, import.meta.url));

test('dropped ONNX files are recognised with reasons and can be used; a text file is refused in words', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('#/models');
  const choose = page.getByRole('button', { name: 'Choose files' });
  const first = page.waitForEvent('filechooser');
  await choose.click();
  await (await first).setFiles({
    name: 'model.onnx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('not a model at all'),
  });
  const panel = page.getByRole('region', { name: 'Your own ONNX' });
  await expect(panel.getByRole('status')).toContainText(/\w+ \w+/, { timeout: 60_000 });
  await expect(panel.getByRole('button', { name: 'Use it in Segment' })).toBeHidden();

  const second = page.waitForEvent('filechooser');
  await choose.click();
  await (await second).setFiles([file('encoder.onnx'), file('decoder.onnx')]);
  await expect(panel).toContainText('playground', { timeout: 60_000 });

  // Corrected by hand to a family that it is not, the reasons say what is missing; and back.
  await panel.getByRole('button', { name: 'It is of another family…' }).click();
  await page.getByRole('menuitem', { name: 'segnext' }).click();
  await expect(panel).toContainText('lacks');
  await panel.getByRole('button', { name: 'It is of another family…' }).click();
  await page.getByRole('menuitem', { name: 'playground' }).click();
  await expect(panel).toContainText('has every input');

  // What no graph says can be set by hand.
  await panel.getByText(/^How the picture goes in: /).click();
  await panel.getByText('−1–1', { exact: true }).click();
  await expect(panel.getByText(/^How the picture goes in: .*−1–1/)).toBeVisible();
  await panel.getByText('0–1', { exact: true }).click();
  await expect(panel.getByText(/^How the picture goes in: .* 0–1/)).toBeVisible();

  // The test picture tells that it works, and by how much.
  await panel.getByRole('button', { name: 'Try it on a test picture' }).click();
  await expect(panel).toContainText('Its mask holds the click.', { timeout: 120_000 });
  await expect(panel).toContainText('Another click gives another mask.');
  await expect(panel).toContainText(/comes out with an IoU of 0\.\d\d/);

  await panel.getByRole('button', { name: /^Keep it in this browser/ }).click();
  await expect(panel.getByRole('button', { name: 'Kept in this browser' })).toBeVisible({ timeout: 60_000 });
  await panel.getByRole('button', { name: 'Use it in Segment' }).click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 120_000 });

  // What is measured is what is loaded, dropped files too.
  await page.goto('#/models');
  const device = page.getByRole('region', { name: 'Your device' });
  await device.getByRole('button', { name: 'Measure encoder + decoder here' }).click();
  const row = device.getByRole('row', { name: /^Processor/ });
  await expect(row.getByText(/^cold \d/).first()).toBeVisible({ timeout: 120_000 });
  // Where there is a graphics adapter it comes next, and on a software one takes minutes.
  const stop = device.getByRole('button', { name: 'Stop' });
  if (await stop.isVisible()) await stop.click();

  // Kept means kept: after a reload it is in the catalogue, works, and can be forgotten.
  await page.goto('#/models');
  await page.reload();
  const card = page.getByRole('article', { name: 'encoder + decoder' });
  await expect(card).toContainText('your own files');
  await card.getByRole('button', { name: 'Use in Segment' }).click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 120_000 });
  await page.goto('#/models');
  await card.getByRole('button', { name: 'Delete', exact: true }).click();
  await card.getByRole('button', { name: 'Delete for good' }).click();
  await expect(card).toBeHidden();
  expect(seen.errors).toEqual([]);
});
