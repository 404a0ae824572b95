/** Layouts in which a simple reader goes wrong: equal names, splits, text ids, colours, missing kinds of maps, other datasets. */
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { greyPng, memoryTree, testTools } from '../../test-support/memory-tree.ts';
import { encodePng } from '../image/png-encode.ts';
import { vocColour } from '../metrics/label-sets/label-set.ts';
import type { Dataset, DatasetKind } from './dataset.ts';
import { openDataset } from './detect.ts';

const png = greyPng(4, [0, 0, 1, 1, 0, 0, 1, 1]);
const rgbPng = (width: number, colours: readonly (readonly number[])[]): Uint8Array =>
  encodePng({ kind: 'rgba', width, height: colours.length / width, data: colours.flatMap((c) => [...c, 255]) }, (raw) =>
    zlibSync(raw),
  );
const open = (files: Parameters<typeof memoryTree>[1], kind?: DatasetKind, annotations?: string): Promise<Dataset> =>
  openDataset(memoryTree('mine', files), testTools, kind, { annotations });
const coco = (names: readonly string[], id: (i: number) => number | string = (i) => i + 1): object => ({
  images: names.map((file_name, i) => ({ id: id(i), width: 4, height: 2, file_name })),
  categories: [{ id: 1, name: 'a' }],
  annotations: names.map((_, i) => ({
    id: i + 1,
    image_id: id(i),
    category_id: 1,
    area: 4,
    bbox: [0, 0, 2, 2],
    iscrowd: 0,
    segmentation: [[0, 0, 2, 0, 2, 2, 0, 2]],
  })),
});
const places = (dataset: Dataset): Record<string, string | null> =>
  Object.fromEntries(dataset.pictures.map((p) => [p.id, p.path]));

describe('COCO', () => {
  it('finds a picture by its path, never another of the same name', async () => {
    const files = { 'images/a/1.png': png, 'images/b/1.png': png, 'instances.json': coco(['a/1.png', 'b/1.png']) };
    expect(places(await open(files))).toEqual({ 1: 'images/a/1.png', 2: 'images/b/1.png' });
    const half = await open({ 'images/a/1.png': png, 'instances.json': coco(['a/1.png', 'b/1.png']) });
    expect(places(half)).toEqual({ 1: 'images/a/1.png', 2: null });
  });
  it('reports what it cannot tell apart', async () => {
    const files = {
      'x/1.png': png,
      'y/1.png': png,
      'x/2.png': png,
      'instances.json': coco(['1.png', '2.png', '2.png']),
    };
    const dataset = await open(files);
    expect(places(dataset)).toEqual({ 1: null, 2: null, 3: null });
    expect(dataset.problems.kept.map((p) => p.message)).toEqual([
      '1.png may be x/1.png or y/1.png; it is left out of runs',
      '2.png shares x/2.png with another entry; it is left out of runs',
      '2.png shares x/2.png with another entry; it is left out of runs',
    ]);
  });
  it('takes the pictures of the split that the annotation file is of, and says which was read', async () => {
    const files = {
      'images/train/1.png': png,
      'images/val/1.png': png,
      'annotations/instances_train.json': coco(['1.png']),
      'annotations/instances_val.json': coco(['1.png']),
    };
    const val = await open(files);
    expect(places(val)).toEqual({ 1: 'images/val/1.png' });
    expect(val.pictures[0]?.split).toBe('val');
    expect(val.facts).toContainEqual({ label: 'annotation file', value: 'annotations/instances_val.json' });
    expect(val.facts).toContainEqual({ label: 'not read', value: 'annotations/instances_train.json' });
    const train = await open(files, 'coco', 'annotations/instances_train.json');
    expect(places(train)).toEqual({ 1: 'images/train/1.png' });
    await expect(open(files, 'coco', 'annotations/none.json')).rejects.toThrow('is not in mine');
  });
  it('reads ids that are text', async () => {
    const dataset = await open({
      'a.png': png,
      'b.png': png,
      'instances.json': coco(['a.png', 'b.png'], (i) => `img-${i}`),
    });
    expect(places(dataset)).toEqual({ 'img-0': 'a.png', 'img-1': 'b.png' });
    expect(dataset.problems.count).toBe(0);
    for (const picture of dataset.pictures) expect((await dataset.truth(picture)).objects).toHaveLength(1);
  });
  it('refuses boxes and keypoints by name', async () => {
    const without = (more: object): object => ({
      ...coco(['a.png']),
      annotations: [{ id: 1, image_id: 1, category_id: 1, area: 4, bbox: [0, 0, 2, 2], ...more }],
    });
    await expect(open({ 'a.png': png, 'instances.json': without({}) })).rejects.toThrow('holds boxes and no masks');
    await expect(
      open({ 'a.png': png, 'person_keypoints_val.json': without({ keypoints: [1, 1, 2] }) }),
    ).rejects.toThrow('holds keypoints and no masks');
  });
  it('reads a panoptic file as what it is', async () => {
    const panoptic = {
      categories: [{ id: 1, name: 'cat', isthing: 1 }],
      annotations: [{ image_id: 1, file_name: 'a.png', segments_info: [{ id: 9, category_id: 1, iscrowd: 0 }] }],
    };
    const map = rgbPng(2, [
      [9, 0, 0],
      [0, 0, 0],
    ]);
    const dataset = await open(
      { 'panoptic_val.json': panoptic, 'panoptic_val/a.png': map, 'images/a.jpg': png },
      'coco',
    );
    expect(dataset.pictures).toEqual([
      { id: '1', split: 'val', path: 'images/a.jpg', truth: ['panoptic_val/a.png', 'panoptic_val.json'] },
    ]);
    const [picture] = dataset.pictures;
    expect(picture && (await dataset.truth(picture)).objects).toMatchObject([{ name: 'cat', area: 1 }]);
  });
});

describe('VOC', () => {
  const class15 = vocColour(15);
  const edge = vocColour(255);
  it('reads maps saved in its colours as it reads those with a palette', async () => {
    const dataset = await open({
      'JPEGImages/1.jpg': png,
      'SegmentationClass/1.png': rgbPng(4, [[0, 0, 0], class15, class15, edge]),
      'SegmentationObject/1.png': rgbPng(4, [[0, 0, 0], vocColour(1), vocColour(2), edge]),
    });
    const [picture] = dataset.pictures;
    if (!picture) throw new Error('no picture');
    const truth = await dataset.truth(picture);
    expect([...(truth.labels?.data ?? [])]).toEqual([0, 15, 15, 255]);
    expect(truth.objects.map((o) => [o.name, o.area])).toEqual([
      ['person', 1],
      ['person', 1],
    ]);
  });
  it('reads colours that are grey, label values in RGB, and names a colour that is none', async () => {
    const labels = async (colours: readonly (readonly number[])[]): Promise<number[]> => {
      const dataset = await open({ 'JPEGImages/1.jpg': png, 'SegmentationClass/1.png': rgbPng(2, colours) });
      const [picture] = dataset.pictures;
      return [...((picture && (await dataset.truth(picture)).labels?.data) ?? [])];
    };
    expect(await labels([[0, 0, 0], vocColour(7)])).toEqual([0, 7]); // (128, 128, 128)
    expect(
      await labels([
        [7, 7, 7],
        [255, 255, 255],
      ]),
    ).toEqual([7, 255]);
    await expect(
      labels([
        [0, 0, 0],
        [1, 2, 3],
      ]),
    ).rejects.toThrow('the colour (1, 2, 3) at x 1, y 0');
  });
});

describe('Cityscapes', () => {
  const photo = { 'leftImg8bit/val/ulm/ulm_0_1_leftImg8bit.png': png };
  const map = (
    kind: string,
    values: readonly number[],
    depth: 'grey8' | 'grey16' = 'grey8',
  ): Record<string, Uint8Array> => ({
    [`gtFine/val/ulm/ulm_0_1_gtFine_${kind}.png`]: greyPng(4, values, depth),
  });
  const first = async (
    files: Record<string, Uint8Array>,
  ): Promise<{ set: string | null; labels: number[]; objects: string[] }> => {
    const dataset = await open({ ...photo, ...files });
    const [picture] = dataset.pictures;
    if (!picture) throw new Error('no picture');
    const { labels, objects } = await dataset.truth(picture);
    return { set: dataset.labelSet, labels: [...(labels?.data ?? [])], objects: objects.map((o) => o.name) };
  };
  it('takes labels from instance maps or train ids where label ids are missing', async () => {
    const instances = await first(map('instanceIds', [7, 26_000, 26_001, 24], 'grey16'));
    expect(instances).toMatchObject({ labels: [7, 26, 26, 24], objects: ['car', 'car'] });
    const train = await first(map('labelTrainIds', [0, 13, 13, 255]));
    expect(train).toMatchObject({ labels: [0, 13, 13, 255], objects: ['road', 'car'] });
    expect(train.set).not.toBe(instances.set);
    await expect(first(map('color', [0, 0, 0, 0]))).rejects.toThrow('coloured maps');
  });
});

describe('a folder of pictures and masks', () => {
  it('pairs by folders, keeps equal names apart and splits too', async () => {
    const dataset = await open({
      'train/images/1.png': png,
      'train/masks/1.png': png,
      'test/images/1.png': png,
      'test/masks/1.png': png,
      'images/a/2.png': png,
      'images/b/2.png': png,
      'masks/b/2.png': png,
    });
    expect(dataset.pictures.map(({ id, split, path, truth }) => [id, split, path, ...truth])).toEqual([
      ['b/2', '', 'images/b/2.png', 'masks/b/2.png'],
      ['test/1', 'test', 'test/images/1.png', 'test/masks/1.png'],
      ['train/1', 'train', 'train/images/1.png', 'train/masks/1.png'],
    ]);
    expect(dataset.problems.kept.map((p) => `${p.file} ${p.message}`)).toEqual([
      'images/a/2.png has no mask of its name; it is left out',
    ]);
  });
  it('never guesses between two pictures', async () => {
    const dataset = await open({
      'a/1.png': png,
      'b/1.png': png,
      'masks/1.png': png,
      'a/2.png': png,
      'masks/2.png': png,
    });
    expect(dataset.pictures.map((p) => p.path)).toEqual(['a/2.png']);
    expect(dataset.problems.kept.map((p) => p.message)).toContain('may belong to a/1.png or b/1.png; it is left out');
  });
});

it('names the datasets that it does not read', async () => {
  const refused: readonly (readonly [string, string])[] = [
    ['images/ADE/training/ADE_train_00000001_seg.png', 'is the full ADE20K'],
    ['sa_000000/sa_1.json', 'is SA-1B'],
    ['training/image_2/000000_10.png', 'is KITTI'],
    ['CamVid/testannot/0001TP_008550.png', 'is CamVid'],
    ['701/0001TP_006690_L.png', 'is CamVid'],
  ];
  for (const [path, sentence] of refused) await expect(open({ [path]: png }), path).rejects.toThrow(sentence);
  const yolo = { 'images/train/1.png': png, 'labels/train/1.txt': '0 0.1 0.1 0.4 0.1 0.4 0.6' };
  await expect(open(yolo)).rejects.toThrow('is a YOLO dataset');
});
