/** Names, labels and fields of files are data, never markup; the browser itself refuses to make script of text. */
import { expect, type Page, test } from '@playwright/test';
import { clickPicture, onPage, openBytes, ready, watch } from './app.ts';
import { CALM, exactModel, serveModel } from './faults-kit.ts';
import { greyPng } from './odd-pictures.ts';

test.use(CALM);

const PAYLOADS = [
  '<img src=x onerror="window.hacked=1">',
  '"><svg onload=window.hacked=1>',
  '</title><script>window.hacked=1</script>',
  'javascript:window.hacked=1',
  '{{constructor.constructor("window.hacked=1")()}}',
] as const;

async function clean(page: Page): Promise<void> {
  expect(await page.evaluate(() => Reflect.has(window, 'hacked'))).toBe(false);
  expect(await page.locator('img[src="x"], svg[onload]').count()).toBe(0);
}

test('hostile file names, object names, labels and COCO fields are shown as they are and never run', async ({
  page,
}) => {
  const seen = watch(page);
  await serveModel(page, exactModel());
  await page.goto('#/segment');
  const [first = '', second = '', third = ''] = PAYLOADS;
  const name = `${first.replaceAll('/', '')}.png`;
  await openBytes(page, name, 'image/png', greyPng(300, 200));
  await ready(page);
  await expect(page.locator('h1')).toContainText('onerror');
  await clickPicture(page, 100, 50);
  await page.getByRole('button', { name: 'Object 1', exact: true }).dblclick();
  await page.getByLabel('Name of Object 1').fill(second);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: second, exact: true })).toBeVisible();
  await clean(page);

  const coco = {
    info: { description: third },
    images: [{ id: 1, file_name: name, width: 300, height: 200 }],
    categories: [{ id: 1, name: third, supercategory: PAYLOADS[3] }],
    annotations: [
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        iscrowd: 0,
        area: 100,
        bbox: [10, 10, 20, 20],
        segmentation: [[10, 10, 30, 10, 30, 30, 10, 30]],
      },
      { id: third, image_id: 1, category_id: first, segmentation: second },
    ],
  };
  const target = await onPage(page, 150, 100);
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], '<img src=x onerror=window.hacked=1>.json', { type: 'application/json' }));
    return data;
  }, JSON.stringify(coco));
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page
      .getByTestId('stage')
      .dispatchEvent(type, { dataTransfer: transfer, clientX: target.x, clientY: target.y });
  await expect.poll(() => page.locator('main [role=row]').count()).toBeGreaterThanOrEqual(2);
  await clean(page);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible();
  await clean(page);
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test('an address with script in it is an address that does not exist', async ({ page }) => {
  const seen = watch(page);
  for (const payload of PAYLOADS) await page.goto(`#/benchmarks/${encodeURIComponent(payload)}`);
  await page.goto(`#/segment?sample=${encodeURIComponent(PAYLOADS[0])}`);
  await clean(page);
  expect(seen.errors).toEqual([]);
});

test('text cannot become markup or script: Trusted Types are on in the page', async ({ page }) => {
  await page.goto('#/about');
  await expect(page.locator('h1').first()).toBeVisible();
  const outcomes = await page.evaluate(async () => {
    const attempt = (run: () => unknown): string => {
      try {
        run();
        return 'went through';
      } catch (error) {
        return error instanceof Error ? error.name : 'refused';
      }
    };
    // A worker from text is refused by the content security policy, which says so later.
    const worker = await new Promise<string>((resolve) => {
      const blob = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      blob.onerror = () => resolve('refused');
      blob.onmessage = () => resolve('went through');
    });
    return {
      markup: attempt(() => {
        document.createElement('div').innerHTML = '<b>bold</b>';
      }),
      script: attempt(() => {
        document.createElement('script').text = 'window.hacked = 1';
      }),
      foreign: attempt(() => new Worker('https://example.com/worker.js')),
      worker,
      text: attempt(() => Reflect.get(globalThis, 'eval')('1')),
    };
  });
  expect(outcomes).toEqual({
    markup: 'TypeError',
    script: 'TypeError',
    foreign: 'TypeError',
    worker: 'refused',
    text: 'EvalError',
  });
});
