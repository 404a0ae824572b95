import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diskTree, readerTools } from '../../cli/disk-tree.ts';
import { openDataset } from '../../core/datasets/detect.ts';
import { greyPng, memoryTree, testTools } from '../../test-support/memory-tree.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { scorePredictions } from './score-predictions.ts';

const truth = [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 255];
const silent = (): void => undefined;

it('scores label maps by the dataset’s rule, and names pictures without a usable prediction', async () => {
  const photo = greyPng(4, Array(16).fill(9));
  const data = memoryTree('VOC', {
    ...Object.fromEntries(['a', 'b', 'c'].map((n) => [`SegmentationClass/${n}.png`, greyPng(4, truth)])),
    ...Object.fromEntries(['a', 'b', 'c'].map((n) => [`JPEGImages/${n}.jpg`, photo])),
  });
  const predictions = memoryTree('mine', {
    'a.png': greyPng(
      4,
      truth.map((v) => (v === 255 ? 20 : v)),
    ),
    'b.png': greyPng(2, [1, 1, 1, 1]),
  });
  const dataset = await openDataset(data, testTools);
  const scored = await scorePredictions(dataset, data, predictions, testTools, { split: '' }, silent);
  expect(scored).toMatchObject({ pictures: 1, figures: { mIoU: 1, pixelAccuracy: 1 }, problemCount: 2 });
  expect(scored.problems[0]).toContain('b.png: the prediction is 2 x 2 pixels, the truth 4 x 4');
  expect(scored.problems[1]).toContain('SegmentationClass/c.png: has no prediction c.png');
  const wrong = memoryTree('mine', { 'a.png': greyPng(4, Array(16).fill(99)) });
  await expect(scorePredictions(dataset, data, wrong, testTools, { split: '' }, silent)).rejects.toThrow(
    'a.png: the prediction has the value 99 at x 0, y 0, which is no label of PASCAL VOC 2012',
  );
});

describeWithShared('scoring predictions of the samples', 'samples/ade20k', () => {
  it('ADE20K: a perfect copy gives the official 0.1000 and 100 %', async () => {
    const tree = diskTree(sharedPath('samples/ade20k'));
    const dataset = await openDataset(tree, readerTools);
    const predictions = diskTree(sharedPath('samples/ade20k/predictions'));
    const { figures } = await scorePredictions(dataset, tree, predictions, readerTools, { split: '' }, silent);
    expect(figures.mIoU).toBeCloseTo(0.1, 12);
    expect(figures.pixelAccuracy).toBe(1);
  });
  it('VOC: the recorded mean over classes that occur', async () => {
    const tree = diskTree(sharedPath('samples/voc'));
    const dataset = await openDataset(tree, readerTools);
    const predictions = diskTree(sharedPath('samples/voc/pred_index'));
    const { figures } = await scorePredictions(dataset, tree, predictions, readerTools, { split: '' }, silent);
    expect(figures.mIoU).toBeCloseTo(0.9553548765669081, 12);
  });
  it('BRAVO: its figures from truth, predictions and confidences in one folder', async () => {
    const tree = diskTree(sharedPath('goldens/bravo/data'));
    const dataset = await openDataset(tree, readerTools);
    expect(dataset.kind).toBe('bravo');
    const { figures, pictures } = await scorePredictions(dataset, tree, tree, readerTools, { split: '' }, silent);
    expect(pictures).toBe(dataset.pictures.length);
    const expected: { results: { bravo_index: number } } = JSON.parse(
      readFileSync(sharedPath('goldens/bravo/expected.json'), 'utf8'),
    );
    expect(figures.bravo_index).toBeCloseTo(expected.results.bravo_index, 9);
  });
});
