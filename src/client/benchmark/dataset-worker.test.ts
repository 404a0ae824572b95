import { readdirSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { diskTree, readerTools } from '../../cli/disk-tree.ts';
import type { DatasetSource } from '../../contract/dataset-lab.ts';
import type { TensorView } from '../../contract/segmenter.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { openDataset } from '../../core/datasets/detect.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { greyPng } from '../../test-support/memory-tree.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { DatasetWorker } from './dataset-worker.ts';

const size = { width: 8, height: 6 };
const blank = greyPng(8, Array(48).fill(5));

function zipped(files: Readonly<Record<string, Uint8Array | object>>): DatasetSource {
  const bytes = Object.fromEntries(
    Object.entries(files).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value)),
    ]),
  );
  return { kind: 'archive', file: new File([new Uint8Array(zipSync(bytes))], 'set.zip') };
}

const planeOf = (mask: Mask): LogitsPlane => ({
  width: mask.width,
  height: mask.height,
  data: Float32Array.from(mask.data, (v) => (v === 1 ? 9 : -9)),
  content: { width: mask.width, height: mask.height },
  box: boxOfSize(mask),
});
const square = (x0: number, y0: number, x1: number, y1: number): Mask => ({
  ...size,
  data: Uint8Array.from({ length: 48 }, (_, i) => {
    const [x, y] = [i % 8, Math.floor(i / 8)];
    return x >= x0 && x < x1 && y >= y0 && y < y1 ? 1 : 0;
  }),
});

describe('boxes of a detector', () => {
  const image = { id: 7, ...size, file_name: '7.png' };
  const truth = (id: number, category: number, x: number): object => ({
    id,
    image_id: 7,
    category_id: category,
    bbox: [x, 1, 3, 3],
    area: 9,
    iscrowd: 0,
    segmentation: [[x, 1, x + 3, 1, x + 3, 4, x, 4]],
  });
  const source = zipped({
    'instances.json': {
      images: [image],
      categories: [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
      annotations: [truth(1, 1, 0), truth(2, 2, 5)],
    },
    '7.png': blank,
  });
  const ask = { protocol: 'detections', clicks: 1, mostPerPicture: 12, seed: 1 } as const;
  it('become masks that are judged with the detector’s confidences and categories', async () => {
    const desk = new DatasetWorker();
    await desk.open(source, 'coco');
    const boxes = [
      { image_id: 7, category_id: 1, bbox: [0, 1, 3, 3], score: 0.9 },
      { image_id: 7, category_id: 2, bbox: [5, 1, 3, 3], score: 0.8 },
      { image_id: 8, category_id: 2, bbox: [5, 1, 3, 3], score: 0.8 },
    ];
    const problems = await desk.takeDetections(new File([JSON.stringify(boxes)], 'dt.json'));
    expect(problems).toEqual(['dt.json: [2].image_id: instances.json has no picture with the id 8']);
    expect((await desk.look('7', null, ask)).objects).toBe(2);
    expect(await desk.ask(0)).toMatchObject([{ kind: 'box', box: { x0: 0, y0: 1, x1: 3, y1: 4 } }]);
    // asked twice: the second time with the first answer
    expect((await desk.answer(planeOf(square(0, 1, 2, 4)), 0.5)).prompts).not.toBeNull();
    expect(await desk.answer(planeOf(square(0, 1, 3, 4)), 0.5)).toEqual({ iou: 1, prompts: null });
    await desk.done();
    await desk.ask(1);
    await desk.answer(planeOf(square(5, 1, 8, 4)), 0.5);
    const half = await desk.answer(planeOf(square(5, 1, 8, 3)), 0.5);
    expect(half.iou).toBeCloseTo(6 / 9, 12);
    await desk.done();
    await desk.finish();
    const { figures } = await desk.figures(1);
    // IoU 1 at all ten thresholds for one class, 0.667 at four for the other
    expect(figures.AP).toBeCloseTo((1 + 4 / 10) / 2, 12);
    expect(figures.AP50).toBeCloseTo(1, 12);
  });
  it('say why a file cannot be used', async () => {
    const desk = new DatasetWorker();
    await desk.open(source, 'coco');
    await expect(desk.takeDetections(new File(['[]'], 'dt.json'))).rejects.toMatchObject({
      code: 'bad-file',
      message: 'dt.json: holds no detection',
    });
    await expect(desk.takeDetections(new File(['{'], 'dt.json'))).rejects.toThrow('dt.json: is not JSON');
  });
});

describe('the class map of a semantic model', () => {
  const labels = Array.from({ length: 48 }, (_, i) => (i % 8 < 4 ? 0 : 15));
  const source = zipped({ 'SegmentationClass/a.png': greyPng(8, labels), 'JPEGImages/a.png': blank });
  const view = (channels: number, at: (i: number) => number): TensorView => {
    const data = new Float32Array(channels * 48);
    for (let i = 0; i < 48; i++) data[at(i) * 48 + i] = 1;
    return { name: 'output', channels, ...size, data, content: size, box: boxOfSize(size) };
  };
  it('is compared by the dataset’s own convention', async () => {
    const desk = new DatasetWorker();
    const summary = await desk.open(source, undefined);
    expect(summary).toMatchObject({ kind: 'voc', classes: 21 });
    await desk.look('a', null, null);
    expect(await desk.labels(view(21, (i) => labels[i] ?? 0))).toBe(1);
    expect((await desk.figures(1)).figures).toMatchObject({ mIoU: 1, pixelAccuracy: 1 });
    await desk.begin(null);
    await desk.look('a', null, null);
    expect(await desk.labels(view(21, () => 15))).toBe(0.5);
    expect((await desk.figures(1)).figures.mIoU).toBe(0.25);
  });
  it('with another number of classes is refused in words', async () => {
    const desk = new DatasetWorker();
    await desk.open(source, undefined);
    await desk.look('a', null, null);
    await expect(desk.labels(view(5, () => 0))).rejects.toThrow(
      'the model tells 5 classes apart, PASCAL VOC 2012 has 21',
    );
  });
});

describeWithShared('boundaries of a BSDS500 picture', 'samples/bsds500', () => {
  const folder = sharedPath('samples/bsds500');
  const opened = async (): Promise<DatasetWorker> => {
    const desk = new DatasetWorker();
    const files = ['images/test', 'groundTruth/test'].flatMap((part) =>
      readdirSync(`${folder}/${part}`).map((name) => ({
        path: `${part}/${name}`,
        file: new File([readFileSync(`${folder}/${part}/${name}`)], name),
      })),
    );
    expect((await desk.open({ kind: 'files', name: 'bsds500', files }, undefined)).ready).toEqual(['test/100007']);
    const seen = await desk.look('test/100007', { rule: 'longest-side', size: 64 }, null);
    expect(seen).toMatchObject({ size: { width: 481, height: 321 }, shown: { width: 64, height: 43 } });
    return desk;
  };
  const truth = async (): Promise<{ boundary: Mask; regions: readonly Mask[] }> => {
    const dataset = await openDataset(diskTree(folder), readerTools);
    const picture = dataset.pictures.find((p) => p.id === 'test/100007');
    if (!picture) throw new Error('the sample is not there');
    const { boundaries, objects } = await dataset.truth(picture);
    const [boundary] = boundaries;
    if (!boundary) throw new Error('the sample has no boundaries');
    return { boundary, regions: objects.map((o) => decodeRle(o.rle)) };
  };
  const edgeView = (mask: Mask): TensorView => {
    const whole: Size = { width: mask.width, height: mask.height };
    return { name: 'edges', channels: 1, ...whole, data: planeOf(mask).data, content: whole, box: boxOfSize(whole) };
  };
  it('that are one person’s drawing score high, and repeat from a saved state', async () => {
    const desk = await opened();
    const { boundary } = await truth();
    expect(await desk.edges(edgeView(boundary))).toBeGreaterThan(0.6);
    const { figures, curve } = await desk.figures(1);
    expect(Object.keys(figures)).toEqual(expect.arrayContaining(['ODS', 'OIS', 'AP', 'R50']));
    expect(curve).toHaveLength(99);
    const again = await opened();
    await again.begin(JSON.parse(JSON.stringify(await desk.state())));
    expect((await again.figures(1)).figures).toEqual(figures);
  });
  it('come from masks too, and an empty answer scores 0', async () => {
    const { regions } = await truth();
    const desk = await opened();
    for (const region of regions) await desk.gridMask(planeOf(region), 0.9);
    expect(await desk.gridEdges()).toBeGreaterThan(0.5);
    const empty = await opened();
    expect(await empty.gridEdges()).toBe(0);
  });
});
