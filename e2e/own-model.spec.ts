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
  await panel.getByRole('button', { name: 'Use it in Segment' }).click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-model', 'ready', { timeout: 120_000 });
  expect(seen.errors).toEqual([]);
});
