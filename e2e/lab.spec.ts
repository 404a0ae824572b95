/** The benchmark lab on a person's own data: dropped, recognised, run, cut and continued, scored, exported. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { openTar } from '../src/codecs/archive/tar.ts';
import type { RunRecord } from '../src/contract/benchmark.ts';
import { watch } from './app.ts';
import { folderZip, vocMiou, vocZips } from './lab-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Reference material, named by `npm run test:long` only. */
const shared = process.env.SEGMENT_SHARED;

type Given = string | { readonly name: string; readonly buffer: Buffer };

async function choose(page: Page, button: Locator, what: Given): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button.click();
  const files = typeof what === 'string' ? what : { ...what, mimeType: 'application/octet-stream' };
  await (await chooser).setFiles(files);
}

/** The panel of a card, with the dialogue that tests can answer. */
async function labOf(page: Page, card: string): Promise<Locator> {
  await page.addInitScript(() => Object.defineProperty(window, 'showDirectoryPicker', { value: undefined }));
  await page.goto(`#/benchmarks/${card}`);
  const panel = page.getByTestId('dataset-panel');
  await expect(panel).toBeVisible();
  return panel;
}

/** A real drop of one file. */
async function drop(panel: Locator, name: string, bytes: Buffer): Promise<void> {
  await panel.evaluate(
    (element, file) => {
      const data = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([data], file.name));
      element.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
    },
    { name, base64: bytes.toString('base64') },
  );
}

async function saved(page: Page, button: Locator): Promise<string> {
  const download = page.waitForEvent('download');
  await button.click();
  return readFileSync(await (await download).path(), 'utf8');
}

const pictures = (panel: Locator): Locator => panel.getByRole('combobox', { name: 'Pictures' });
const start = (panel: Locator): Locator => panel.getByRole('button', { name: /^(Start the run|Run again)$/ });

test('a dropped ZIP is recognised, run, paused, stopped, continued from its state, and exported', async ({ page }) => {
  test.setTimeout(600_000);
  const seen = watch(page);
  const panel = await labOf(page, 'voc-2012');
  await drop(panel, 'mine.zip', folderZip(3));
  await expect(panel.getByText('recognised in mine.zip')).toBeVisible();
  await expect(panel.getByText('Pictures and masks')).toBeVisible();
  await expect(
    panel
      .getByRole('list', { name: /true objects outlined/ })
      .getByRole('listitem')
      .first(),
  ).toBeVisible();

  await expect(start(panel)).toBeEnabled({ timeout: 120_000 });
  await panel.getByText('Robot user', { exact: true }).click();
  await panel.getByRole('combobox', { name: 'Clicks' }).selectOption('3');
  await panel.getByRole('checkbox', { name: /^Keep the figures in this browser/ }).check();
  await start(panel).click();
  await expect(panel.getByText(/: [1-3] of 4 pictures/)).toBeVisible({ timeout: 200_000 });
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(panel.getByText(/of 4 pictures, paused/)).toBeVisible();
  const state = await saved(page, panel.getByRole('button', { name: 'Save the state' }));
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel.getByRole('button', { name: /^Go on: \d of 4 pictures done/ })).toBeVisible();

  await page.reload();
  await drop(panel, 'mine.zip', folderZip(3));
  await expect(start(panel)).toBeEnabled({ timeout: 120_000 });
  // kept in the browser, because the person asked for it; the file may be newer
  await expect(panel.getByRole('button', { name: /^Go on: \d of 4 pictures done/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Forget it', exact: true }).click();
  await panel.getByRole('button', { name: 'Forget for good' }).click();
  await expect(panel.getByRole('button', { name: /^Go on: / })).toBeHidden();
  await choose(page, panel.getByRole('button', { name: 'Go on from a state file' }), {
    name: 'run-state.json',
    buffer: Buffer.from(state),
  });
  await panel.getByRole('button', { name: /^Go on: \d of 4 pictures done/ }).click();
  await expect(panel.getByText('4 of 4 pictures')).toBeVisible({ timeout: 200_000 });
  await expect(start(panel)).toHaveText('Run again');
  await expect(panel.getByText('Worst first.')).toBeVisible();

  const record: RunRecord = JSON.parse(await saved(page, panel.getByRole('button', { name: 'JSON', exact: true })));
  expect(record.dataset).toMatchObject({ pictures: 3, objects: 6 });
  // The robot stops early only where nothing is left to correct.
  expect(record.objects.every((o) => o.ious.length === 3 || (o.ious.length < 3 && o.ious.at(-1) === 1))).toBe(true);
  const mean = record.objects.reduce((sum, o) => sum + (o.ious.at(-1) ?? 0), 0) / 6;
  expect(mean).toBeGreaterThan(0.7);
  await expect(panel.getByText(`${(mean * 100).toFixed(1)} %`).first()).toBeVisible();
  expect(record.problems).toHaveLength(1);
  expect(record.problems[0]).toContain('masks/shape-3.png: ');
  expect(await saved(page, panel.getByRole('button', { name: 'CSV' }))).toContain('shape-0');
  const table = await saved(page, panel.getByRole('button', { name: 'Table to cite' }));
  expect(table).toContain('with clicks placed by truth');
  expect(table).toContain(Object.values(record.model.weights)[0]);
  const beside = panel.getByRole('table', { name: /figures made here are marked/ });
  await expect(beside.getByRole('row', { name: /^yours/ })).toContainText('another measure');

  const axe = await new AxeBuilder({ page }).include('[data-testid="dataset-panel"]').analyze();
  expect(axe.violations).toEqual([]);

  await panel.getByRole('button', { name: /IoU: / }).first().click();
  await expect(page.getByTestId('stage')).toBeVisible();
  await expect(page.getByTestId('status')).toHaveAttribute('data-encoding', 'ready', { timeout: 200_000 });
  await page.goBack();
  await expect(panel.getByText('recognised in mine.zip')).toBeVisible();
  await expect(panel.getByText('Worst first.')).toBeVisible();
  expect(seen.errors).toEqual([]);
  expect(seen.foreign).toEqual([]);
});

test('predictions are scored without a model, exactly', async ({ page }) => {
  const panel = await labOf(page, 'voc-2012');
  const { data, predictions } = vocZips();
  await drop(panel, 'voc.zip', data);
  await expect(panel.getByText('recognised in voc.zip')).toBeVisible();
  await choose(page, panel.getByRole('button', { name: 'ZIP or TAR of predictions' }), {
    name: 'pred.zip',
    buffer: predictions,
  });
  const json: { figures: Record<string, number> } = JSON.parse(
    await saved(page, panel.getByRole('button', { name: 'JSON, unrounded' })),
  );
  expect(json.figures.mIoU).toBeCloseTo(vocMiou(), 12);
  await expect(panel.getByRole('row', { name: /^yours/ })).toContainText((vocMiou() * 100).toFixed(1));
});

test('what is no dataset is explained', async ({ page }) => {
  const panel = await labOf(page, 'ade20k');
  await drop(panel, 'broken.zip', folderZip(2).subarray(0, 2000));
  await expect(panel.getByRole('alert')).toContainText(
    'broken.zip: is cut short: the directory at the end of the ZIP is missing',
  );
});

for (const [card, title, counts] of [
  ['bsds500', 'BSDS500', /truth files\s*3/],
  ['cityscapes', 'Cityscapes', /label maps\s*1/],
  ['ade20k', 'ADE20K (SceneParse150)', /label maps\s*3/],
  ['oxford-pets', 'Oxford-IIIT Pet', /label maps\s*5/],
  ['coco-2017', 'COCO', /annotations\s*50/],
  ['lvis-v1', 'LVIS', /annotations\s*977/],
] as const) {
  const folder = { 'oxford-pets': 'pets', 'coco-2017': 'coco', 'lvis-v1': 'lvis' }[card as string] ?? card;
  const path = join(shared ?? '', 'samples', folder);
  test(`the real layout of ${title} is recognised`, async ({ page }) => {
    test.skip(shared === undefined || !existsSync(path), 'needs the reference material (npm run test:long)');
    const panel = await labOf(page, card);
    await choose(page, panel.getByRole('button', { name: 'Choose a folder' }), path);
    await expect(panel.getByText(`recognised in ${folder}`)).toBeVisible({ timeout: 60_000 });
    await expect(panel.getByText(title, { exact: true }).first()).toBeVisible();
    await expect(panel).toContainText(counts);
  });
}

/** `BSDS_PICTURES=200` is the long form: the whole test set, twice. */
const BSDS_PICTURES = process.env.BSDS_PICTURES ?? '10';

test('BSDS500 in the tab gives what Node gives', async ({ page }) => {
  const tar = join(shared ?? '', 'goldens/bsds/bsds500-test.tar');
  test.skip(shared === undefined || !existsSync(tar), 'needs the reference material (npm run test:long)');
  const patience = 60_000 * Math.max(10, Number(BSDS_PICTURES));
  test.setTimeout(patience);
  const panel = await labOf(page, 'bsds500');
  await choose(page, panel.getByRole('button', { name: 'Choose a ZIP or TAR' }), tar);
  await expect(panel).toContainText(/truth files\s*200/, { timeout: 60_000 });
  await expect(start(panel)).toBeEnabled({ timeout: 120_000 });
  await pictures(panel).selectOption(BSDS_PICTURES);
  await start(panel).click();
  await expect(panel.getByText(`${BSDS_PICTURES} of ${BSDS_PICTURES} pictures`)).toBeVisible({ timeout: patience });
  await expect(start(panel)).toHaveText('Run again', { timeout: 60_000 });
  const record: RunRecord = JSON.parse(await saved(page, panel.getByRole('button', { name: 'JSON', exact: true })));

  const folder = mkdtempSync(join(tmpdir(), 'bsds-'));
  const tree = await openTar(await openAsBlob(tar), 'bsds');
  for (const { picture } of record.pictures) {
    for (const path of [`images/${picture}.jpg`, `groundTruth/${picture}.mat`]) {
      const to = join(folder, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, await tree.read(`BSDS500/data/${path}`));
    }
  }
  const args = ['tsx', 'src/cli/main.ts', 'bsds', '--model', 'default', '--data', folder, '--json'];
  const node: { stats: Record<string, number> } = JSON.parse(
    execFileSync('npx', args, { cwd: root, encoding: 'utf8' }),
  );
  for (const name of ['ODS', 'OIS', 'AP', 'R50']) {
    const wanted = node.stats[name] ?? Number.NaN;
    // the same decoders, resampling, weights and matching: on WASM every digit agrees; another backend rounds differently
    if (record.model.backend === 'wasm') expect(record.figures[name], name).toBe(wanted);
    else expect(record.figures[name], name).toBeCloseTo(wanted, 3);
  }
  console.info(
    `BSDS500, ${BSDS_PICTURES} pictures: tab ${JSON.stringify(record.figures)}, Node ${JSON.stringify(node.stats)}`,
  );
});
