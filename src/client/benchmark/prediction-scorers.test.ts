/** The tab scores folders by the same accumulators as the command line: same files, same figures to the last digit. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zlibSync } from 'fflate';
import { expect, it } from 'vitest';
import { diskTree, readerTools } from '../../cli/disk-tree.ts';
import { main } from '../../cli/main.ts';
import type { ScoredPredictions } from '../../contract/dataset-lab.ts';
import { openDataset } from '../../core/datasets/detect.ts';
import { encodePng } from '../../core/image/png-encode.ts';
import { seededRandom } from '../../core/metrics/seeded-random.ts';
import { greyPng } from '../../test-support/memory-tree.ts';
import { scorePredictions } from './score-predictions.ts';

const random = seededRandom(5);
const some = (n: number, values: readonly number[]): number[] =>
  Array.from({ length: n }, () => values[Math.floor(random() * values.length)] ?? 0);

function write(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'scorers-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

async function onLine(...args: string[]): Promise<Record<string, number>> {
  let out = '';
  await main([...args, '--json'], { out: (text) => (out += text), err: () => undefined });
  return JSON.parse(out).stats;
}

async function inTab(truth: string, pred: string, metric?: string): Promise<ScoredPredictions> {
  const tree = diskTree(truth);
  const dataset = await openDataset(tree, readerTools);
  return scorePredictions(dataset, tree, diskTree(pred), readerTools, { split: '', metric }, () => undefined);
}

it('scores Cityscapes’ classes and instances', async () => {
  const frame = (n: number): string => `ulm_00000${n}_000019`;
  const truth: Record<string, Uint8Array> = {};
  const pred: Record<string, Uint8Array | string> = {};
  for (const n of [0, 1]) {
    truth[`gtFine/val/ulm/${frame(n)}_gtFine_labelIds.png`] = greyPng(8, some(64, [7, 8, 24, 26]));
    truth[`gtFine/val/ulm/${frame(n)}_gtFine_instanceIds.png`] = greyPng(
      8,
      some(64, [7, 24_000, 26_000, 26_001]),
      'grey16',
    );
    pred[`${frame(n)}_mine.png`] = greyPng(8, some(64, [7, 8, 24, 26]));
    pred[`lists/${frame(n)}_mine.txt`] = `../masks/${n}.png 26 0.9\n../masks/${n}.png 24 0.4\n`;
    pred[`masks/${n}.png`] = greyPng(8, some(64, [0, 255]));
  }
  const [gt, mine] = [write(truth), write(pred)];
  const classes = await inTab(gt, mine);
  expect(classes.figures).toEqual(await onLine('miou', '--dataset', 'cityscapes', '--gt', gt, '--pred', mine));
  const instances = await inTab(gt, mine, 'cityscapes-instance');
  expect(instances.pictures).toBe(2);
  expect(instances.figures).toEqual(await onLine('instances', '--gt', gt, '--pred', mine));
});

it('scores panoptic quality, and ends where panopticapi ends', async () => {
  const map = (ids: readonly number[]): Uint8Array =>
    encodePng({ kind: 'rgba', width: 8, height: 8, data: ids.flatMap((v) => [v, 0, 0, 255]) }, (raw) => zlibSync(raw));
  const json = (ids: readonly number[]): string =>
    JSON.stringify({
      categories: [
        { id: 1, name: 'cat', isthing: 1 },
        { id: 2, name: 'sky', isthing: 0 },
      ],
      annotations: [
        {
          image_id: 5,
          file_name: 'a.png',
          segments_info: [...new Set(ids)]
            .filter((id) => id > 0)
            .map((id) => ({ id, category_id: (id % 2) + 1, iscrowd: 0 })),
        },
      ],
    });
  const truth = [...Array(20).fill(1), ...Array(20).fill(2), ...Array(20).fill(3), ...some(4, [0, 1])];
  const found = truth.map((id) => (random() < 0.2 ? 0 : id));
  const gt = write({ 'panoptic_val.json': json(truth), 'panoptic_val/a.png': map(truth), 'images/a.jpg': 'x' });
  const mine = write({ 'mine.json': json(found), 'png/a.png': map(found) });
  const scored = await inTab(gt, mine);
  expect(scored.metric).toBe('Panoptic quality');
  expect(scored.classes.map((c) => c.name)).toEqual(['cat', 'sky']);
  const folders = ['--gt-dir', join(gt, 'panoptic_val'), '--pred-dir', join(mine, 'png')];
  expect(scored.figures).toEqual(
    await onLine('panoptic', '--gt', join(gt, 'panoptic_val.json'), '--pred', join(mine, 'mine.json'), ...folders),
  );
  const wrong = write({ 'mine.json': json([...found, 9]), 'png/a.png': map(found) });
  await expect(inTab(gt, wrong)).rejects.toThrow('lists segment 9');
});

it('never guesses between two predictions of one name', async () => {
  const gt = write({ 'SegmentationClass/a.png': greyPng(8, some(64, [0, 1])), 'JPEGImages/a.jpg': 'x' });
  const same = greyPng(8, some(64, [0, 1]));
  const mine = write({ 'one/a.png': same, 'two/a.png': same });
  await expect(inTab(gt, mine)).rejects.toThrow('may belong to one/a.png or to two/a.png');
});

it('DAVIS: J&F of a split, without the first and the last frame; a frame without prediction ends it', async () => {
  const frame = (): Uint8Array => greyPng(12, some(144, [0, 0, 1, 1, 2, 255]));
  const first = greyPng(12, [1, 2, ...Array<number>(142).fill(0)]);
  const names = ['00001', '00002', '00003', '00004'];
  const masks = Object.fromEntries(names.map((n) => [`Annotations/480p/bear/${n}.png`, frame()]));
  const truth = write({
    'Annotations/480p/bear/00000.png': first,
    ...masks,
    'Annotations/480p/dog/00000.png': first,
    'ImageSets/2017/val.txt': 'bear\n',
    'ImageSets/2017/train.txt': 'dog\n',
  });
  const answer = (): Uint8Array => greyPng(12, some(144, [0, 1, 2]));
  const pred = write(Object.fromEntries(names.slice(0, 3).map((n) => [`mine/bear/${n}.png`, answer()])));
  const tree = diskTree(truth);
  const dataset = await openDataset(tree, readerTools);
  expect(dataset.kind).toBe('davis');
  const choice = { split: 'val', metric: 'davis' };
  const scored = await scorePredictions(dataset, tree, diskTree(pred), readerTools, choice, () => undefined);
  const line = await onLine('jf', '--gt', truth, '--pred', pred);
  expect(scored.figures).toEqual(line);
  expect(line['J-Mean']).toBeGreaterThan(0);
  expect(line['J&F']).toBeCloseTo(((line['J-Mean'] ?? 0) + (line['F-Mean'] ?? 0)) / 2, 12);
  const short = write({ 'mine/bear/00001.png': answer(), 'mine/dog/00002.png': answer() });
  await expect(scorePredictions(dataset, tree, diskTree(short), readerTools, choice, () => undefined)).rejects.toThrow(
    'has no prediction',
  );
});

it('scores Cityscapes’ panoptic quality against its instance maps, whole and by boundaries', async () => {
  // 26 alone is a group of cars that are not told apart, 4 is void, 7 is road, 26000 and 26001 are cars
  const truthIds = [
    ...Array(16).fill(7),
    ...Array(16).fill(26_000),
    ...Array(16).fill(26_001),
    ...Array(8).fill(26),
    ...Array(8).fill(4),
  ];
  const foundIds = truthIds.map((id, i) => (id === 4 || i % 16 === 0 ? 0 : id === 26 ? 300 : id));
  const categoryOf: Readonly<Record<number, number>> = { 7: 7, 26000: 26, 26001: 26, 300: 26 };
  const frame = 'ulm_000000_000019';
  const gt = write({
    [`gtFine/val/ulm/${frame}_gtFine_labelIds.png`]: greyPng(
      8,
      truthIds.map((id) => (id < 1000 ? id : 26)),
    ),
    [`gtFine/val/ulm/${frame}_gtFine_instanceIds.png`]: greyPng(8, truthIds, 'grey16'),
    'gtFine/train/aachen/aachen_000000_000019_gtFine_labelIds.png': greyPng(8, Array(64).fill(7)),
    'gtFine/train/aachen/aachen_000000_000019_gtFine_instanceIds.png': greyPng(8, Array(64).fill(7), 'grey16'),
  });
  const segments = [...new Set(foundIds)].filter((id) => id !== 0);
  const colours = foundIds.flatMap((id) => [id % 256, Math.floor(id / 256) % 256, 0, 255]);
  const pred = write({
    'mine.json': JSON.stringify({
      annotations: [
        {
          image_id: frame,
          file_name: `${frame}_panoptic.png`,
          segments_info: segments.map((id) => ({ id, category_id: categoryOf[id] })),
        },
      ],
    }),
    [`mine/${frame}_panoptic.png`]: encodePng({ kind: 'rgba', width: 8, height: 8, data: colours }, (raw) =>
      zlibSync(raw),
    ),
  });
  const line = ['panoptic', '--cityscapes', gt, '--pred', join(pred, 'mine.json')];
  const whole = await onLine(...line, '--split', 'val');
  // road 15 of 16 pixels, cars 15 of 16 each; the segment on the group of cars is excused
  expect(whole).toMatchObject({ PQ: expect.closeTo(15 / 16, 12), RQ: 1, PQ_th: expect.closeTo(15 / 16, 12) });
  const tree = diskTree(gt);
  const dataset = await openDataset(tree, readerTools);
  const score = (metric: string): Promise<ScoredPredictions> =>
    scorePredictions(dataset, tree, diskTree(pred), readerTools, { split: 'val', metric }, () => undefined);
  expect((await score('panoptic')).figures).toEqual(whole);
  const bands = await score('boundary-panoptic');
  expect(bands.metric).toBe('Cityscapes boundary panoptic quality');
  expect(bands.figures).toEqual(await onLine(...line, '--type', 'boundary'));
  // segments of two rows are boundary everywhere
  expect(bands.figures).toEqual(whole);
});

it('scores outline distances and generalised Dice of classes and of plain masks', async () => {
  const block = (x: number, value: number): number[] =>
    Array.from({ length: 144 }, (_, i) => (i % 12 >= x && i % 12 < x + 4 && i < 48 ? value : 0));
  const gt = write({ 'SegmentationClass/a.png': greyPng(12, block(1, 3)), 'JPEGImages/a.jpg': 'x' });
  const pred = write({ 'a.png': greyPng(12, block(3, 3)) });
  const voc = await inTab(gt, pred, 'shapes');
  expect(voc.figures).toMatchObject({ HD: 2, HD95: 2, oneSided: 0 });
  expect(voc.figures).toEqual(await onLine('shapes', '--dataset', 'voc', '--gt', gt, '--pred', pred));
  const plain = write({ 'photos/a.jpg': 'x', 'masks/a.png': greyPng(12, block(1, 255)) });
  const masks = await inTab(plain, pred, 'shapes');
  expect(masks.figures).toEqual(voc.figures);
  expect(masks.figures).toEqual(
    await onLine('shapes', '--dataset', 'mask', '--gt', join(plain, 'masks'), '--pred', pred),
  );
  const empty = await onLine(
    'shapes',
    '--dataset',
    'mask',
    '--gt',
    join(plain, 'masks'),
    '--pred',
    write({ 'a.png': greyPng(12, block(12, 0)) }),
  );
  expect(empty).toMatchObject({ HD: -1, HD95: -1, oneSided: 1 });
});

it('scores Pets by each of the three rules for the border', async () => {
  // row by row: pet, pet, border, background; the prediction leaves the border to the background
  const trimap = Array.from({ length: 16 }, (_, i) => [1, 1, 3, 2][i % 4] ?? 0);
  const gt = write({ 'annotations/trimaps/Abyssinian_1.png': greyPng(4, trimap), 'images/Abyssinian_1.jpg': 'x' });
  const pet = write({
    'Abyssinian_1.png': greyPng(
      4,
      trimap.map((v) => (v === 1 ? 1 : 0)),
    ),
  });
  const three = write({ 'Abyssinian_1.png': greyPng(4, trimap) });
  expect((await inTab(gt, pet)).figures.mIoU).toBe(1);
  expect((await inTab(gt, pet, 'miou-border-is-pet')).figures.mIoU).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  expect((await inTab(gt, three, 'miou-3-class')).figures).toEqual(
    await onLine('miou', '--dataset', 'pets-3-class', '--gt', gt, '--pred', three),
  );
});
