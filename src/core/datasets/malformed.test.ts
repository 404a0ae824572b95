import { describe, expect, it } from 'vitest';
import { greyPng, memoryTree, testTools } from '../../test-support/memory-tree.ts';
import { problemSentence } from '../coco/data-problem.ts';
import type { Dataset } from './dataset.ts';
import { openDataset } from './detect.ts';

const photo = greyPng(4, Array(16).fill(7));
const square = [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0];
const sentences = (dataset: Dataset): string[] => dataset.problems.kept.map(problemSentence);

function coco(change: (annotation: Record<string, unknown>, i: number) => object): Promise<Dataset> {
  const annotations = [1, 2, 3].map((id) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: [1, 1, 2, 2],
    area: 4,
    iscrowd: 0,
    segmentation: { size: [4, 4], counts: [5, 2, 2, 2, 5] },
  }));
  const json = {
    images: [1, 2, 3].map((id) => ({ id, width: 4, height: 4, file_name: `${id}.png` })),
    categories: [{ id: 1, name: 'cup' }],
    annotations: annotations.map(change),
  };
  const photos = Object.fromEntries([1, 2, 3].map((id) => [`val/${id}.png`, photo]));
  return openDataset(memoryTree('set', { 'annotations/instances_val.json': json, ...photos }), testTools);
}

const objectsIn = async (dataset: Dataset): Promise<number[]> =>
  Promise.all(dataset.pictures.map(async (p) => (await dataset.truth(p)).objects.length));

describe('an annotation file with a fault names file and field, and the rest stays', () => {
  const only = 'annotations/instances_val.json: annotations[1]';
  it('sound', async () => {
    const dataset = await coco((a) => a);
    expect(sentences(dataset)).toEqual([]);
    expect(await objectsIn(dataset)).toEqual([1, 1, 1]);
  });
  it('missing field', async () => {
    const dataset = await coco(({ category_id, ...rest }, i) => (i === 1 ? rest : { ...rest, category_id }));
    expect(sentences(dataset)[0]).toContain(`${only}.category_id: `);
    expect(await objectsIn(dataset)).toEqual([1, 0, 1]);
  });
  it('wrong RLE size', async () => {
    const dataset = await coco((a, i) =>
      i === 1 ? { ...a, segmentation: { size: [5, 4], counts: [5, 2, 2, 2, 9] } } : a,
    );
    expect(sentences(dataset)[0]).toContain(`${only}.segmentation.size: `);
    expect(await objectsIn(dataset)).toEqual([1, 0, 1]);
  });
  it('runs that do not fill the picture', async () => {
    const dataset = await coco((a, i) => (i === 1 ? { ...a, segmentation: { size: [4, 4], counts: [5, 2] } } : a));
    expect(sentences(dataset)[0]).toContain(`${only}.segmentation.counts: `);
    expect(await objectsIn(dataset)).toEqual([1, 0, 1]);
  });
  it('unknown category', async () => {
    const dataset = await coco((a, i) => (i === 1 ? { ...a, category_id: 99 } : a));
    expect(sentences(dataset)).toEqual([`${only}.category_id: no category has the id 99`]);
    expect(await objectsIn(dataset)).toEqual([1, 0, 1]);
  });
  it('duplicate id', async () => {
    const dataset = await coco((a, i) => (i === 1 ? { ...a, id: 1 } : a));
    expect(sentences(dataset)[0]).toContain(`${only}.id: 1 is already taken`);
    expect(await objectsIn(dataset)).toEqual([1, 0, 1]);
  });
  it('no JSON at all: line and column', async () => {
    const tree = memoryTree('set', { 'annotations/instances_val.json': '{\n"images": [}\n' });
    await expect(openDataset(tree, testTools)).rejects.toMatchObject({
      file: 'annotations/instances_val.json',
      message: 'is not JSON: it breaks off at line 2, column 12',
    });
  });
  it('a picture that is not there is counted and named', async () => {
    const json = {
      images: [
        { id: 1, width: 4, height: 4, file_name: 'a.jpg' },
        { id: 2, width: 4, height: 4, file_name: 'b.jpg' },
      ],
      categories: [],
      annotations: [],
    };
    const dataset = await openDataset(memoryTree('set', { 'instances.json': json, 'b.jpg': photo }), testTools);
    expect(sentences(dataset)[0]).toContain(
      'instances.json: images: 1 of 2 pictures are not in set, the first is a.jpg',
    );
  });
});

describe('a label map with a fault names its file, and the other pictures are read', () => {
  const ade = (second: Uint8Array): Promise<Dataset> =>
    openDataset(
      memoryTree('set', {
        'images/ADE_val_00000001.jpg': photo,
        'images/ADE_val_00000002.jpg': photo,
        'annotations/ADE_val_00000001.png': greyPng(4, square),
        'annotations/ADE_val_00000002.png': second,
      }),
      testTools,
    );
  const fault = async (dataset: Dataset): Promise<unknown> => {
    const [first, second] = dataset.pictures;
    if (!first || !second) throw new Error('two pictures expected');
    expect((await dataset.truth(first)).objects).toHaveLength(1);
    return dataset.truth(second).then(
      () => null,
      (e: unknown) => e,
    );
  };
  const file = 'annotations/ADE_val_00000002.png';
  it('16 bits with a value that is no label', async () => {
    const dataset = await ade(greyPng(4, [...Array(15).fill(1), 700], 'grey16'));
    expect(await fault(dataset)).toMatchObject({
      file,
      message: 'is a 16-bit map and has the value 700 at x 3, y 3, which is no label of ADE20K (SceneParse150)',
    });
  });
  it('16 bits whose values are labels is read', async () => {
    expect(await fault(await ade(greyPng(4, square, 'grey16')))).toBeNull();
  });
  it('truncated PNG', async () => {
    expect(await fault(await ade(greyPng(4, square).subarray(0, 50)))).toMatchObject({
      file,
      message: 'the PNG ends in the middle, at byte 50',
    });
  });
  it('two truths for one picture', async () => {
    const dataset = await openDataset(
      memoryTree('set', {
        'a/annotations/ADE_val_00000001.png': greyPng(4, square),
        'b/annotations/ADE_val_00000001.png': greyPng(4, square),
        'a/images/ADE_val_00000001.jpg': photo,
      }),
      testTools,
    );
    expect(sentences(dataset)).toEqual([
      'b/annotations/ADE_val_00000001.png: belongs to the same picture as a/annotations/ADE_val_00000001.png; it is left out',
    ]);
  });
});

describe('any folder of pictures and masks', () => {
  it('finds masks in a folder of their own and beside the picture', async () => {
    const tree = memoryTree('mine', {
      'photos/a.jpg': photo,
      'photos/b.jpg': photo,
      'photos/c.jpg': photo,
      'masks/a.png': greyPng(4, square),
      'photos/b.1.png': greyPng(4, square),
      'photos/b.2.png': greyPng(
        4,
        square.map((v) => 2 * v),
      ),
      'pred/c.png': greyPng(4, square),
    });
    const dataset = await openDataset(tree, testTools);
    expect(dataset.kind).toBe('folder');
    expect(dataset.pictures.map((p) => [p.id, p.truth])).toEqual([
      ['a', ['masks/a.png']],
      ['b', ['photos/b.1.png', 'photos/b.2.png']],
    ]);
    expect(await objectsIn(dataset)).toEqual([1, 2]);
    expect(sentences(dataset)).toEqual(['photos/c.jpg: has no mask of its name; it is left out']);
  });
  it('takes 255 as the object of a black and white mask, and as void beside others', async () => {
    const tree = (values: number[]): Promise<Dataset> =>
      openDataset(memoryTree('mine', { 'a.jpg': photo, 'masks/a.png': greyPng(4, values) }), testTools);
    expect(await objectsIn(await tree(square.map((v) => 255 * v)))).toEqual([1]);
    expect(await objectsIn(await tree([255, ...square.slice(1)]))).toEqual([1]);
  });
  it('says what is expected where nothing fits', async () => {
    const tree = memoryTree('holiday', { 'a.txt': 'nothing', '._b.png': 'clutter' });
    await expect(openDataset(tree, testTools, 'voc')).rejects.toMatchObject({
      file: 'holiday',
      message:
        'no known dataset in its 1 files. Expected: PASCAL VOC 2012 is SegmentationClass/NAME.png (palette, 0 to 20 and 255) and JPEGImages/NAME.jpg',
    });
  });
});
