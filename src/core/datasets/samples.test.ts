import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diskTree, readerTools } from '../../cli/disk-tree.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { decodeRle, rleArea, rleBox } from '../coco/rle.ts';
import { segmentationToRle } from '../coco/segmentation.ts';
import { maskBounds } from '../mask/mask.ts';
import type { Dataset, PictureTruth } from './dataset.ts';
import { openDataset } from './detect.ts';

const sample = (name: string): Promise<Dataset> => openDataset(diskTree(sharedPath(`samples/${name}`)), readerTools);

interface MapFacts {
  readonly size: readonly [height: number, width: number];
  readonly counts: Readonly<Record<string, number>>;
}
interface Expected {
  readonly bsds500: Readonly<
    Record<string, { size: number[]; annotators: number; boundary_pixels: number[]; segments: number[] }>
  >;
  readonly ade20k: { files: Record<string, { size: number[]; labels: number[] }> };
  readonly loveda: Readonly<Record<string, MapFacts>>;
  readonly cityscapes: Readonly<Record<string, MapFacts>>;
  readonly pets: Readonly<Record<string, MapFacts>>;
  readonly voc: Readonly<Record<string, MapFacts>>;
  readonly coco: {
    images: number[][];
    annotations: number;
    categories: number;
    first_areas: number[];
    bbox_from_rle_first: number[][];
  };
  readonly lvis: { images: number; annotations: number; categories: number; raster_area_first200: number[] };
}

function histogram(data: ArrayLike<number>): Record<string, number> {
  const counts = new Uint32Array(65_536);
  for (let i = 0; i < data.length; i++) counts[data[i] ?? 0] = (counts[data[i] ?? 0] ?? 0) + 1;
  return Object.fromEntries([...counts.entries()].filter(([, n]) => n > 0));
}

describeWithShared(
  'the sample of each dataset recognises itself and reads as recorded',
  'samples/expected.json',
  () => {
    const expected: Expected = JSON.parse(readFileSync(sharedPath('samples/expected.json'), 'utf8'));
    const labelsOf = async (dataset: Dataset, id: string): Promise<PictureTruth> => {
      const picture = dataset.pictures.find((p) => p.id === id);
      if (!picture) throw new Error(`no picture ${id}`);
      return dataset.truth(picture);
    };
    const matches = (truth: PictureTruth, facts: MapFacts | undefined): void => {
      expect([truth.size.height, truth.size.width]).toEqual(facts?.size);
      expect(histogram(truth.labels?.data ?? [])).toEqual(facts?.counts);
    };

    it('BSDS500', async () => {
      const dataset = await sample('bsds500');
      expect(dataset).toMatchObject({ kind: 'bsds500', problems: { count: 0 } });
      expect(dataset.pictures.map((p) => p.id)).toEqual(['test/100007', 'train/100075', 'val/101085']);
      for (const picture of dataset.pictures) {
        const facts = expected.bsds500[`bsds500/groundTruth/${picture.id}.mat`];
        const truth = await dataset.truth(picture);
        expect(truth.boundaries.map((b) => b.data.reduce((n, v) => n + v, 0))).toEqual(facts?.boundary_pixels);
        expect([truth.size.height, truth.size.width]).toEqual(facts?.size);
        expect(truth.objects.length).toBeLessThanOrEqual(facts?.segments[0] ?? 0);
        expect(truth.objects.length).toBeGreaterThan(1);
      }
    });
    it('COCO, with objects as their RLE says', async () => {
      const dataset = await sample('coco');
      expect(dataset.kind).toBe('coco');
      expect(dataset.pictures.map((p) => Number(p.id))).toEqual(expected.coco.images.map(([id]) => id));
      expect(dataset.pictures[0]?.path).toBe('input_images/000000142238.jpg');
      expect(dataset.annotations?.truthCount).toBe(expected.coco.annotations);
      expect(dataset.annotations?.categories).toHaveLength(expected.coco.categories);
      const truth = await labelsOf(dataset, '142238');
      expect(truth.objects.slice(0, 8).map((o) => rleArea(o.rle))).toEqual(expected.coco.first_areas);
      expect(truth.objects.slice(0, 8).map((o) => [...rleBox(o.rle)])).toEqual(expected.coco.bbox_from_rle_first);
    });
    it('LVIS, with polygons as pycocotools rasterises them', async () => {
      const dataset = await sample('lvis');
      const { images, annotations, categories, raster_area_first200 } = expected.lvis;
      expect(dataset.kind).toBe('lvis');
      const coco = dataset.annotations;
      expect([coco?.images.length, coco?.truthCount, coco?.categories.length]).toEqual([
        images,
        annotations,
        categories,
      ]);
      const areas = new Map<number, number>();
      for (const truth of [...(coco?.truths.values() ?? [])].flat()) {
        const image = coco?.imageById.get(truth.imageId);
        if (image && truth.segmentation) areas.set(truth.id, rleArea(segmentationToRle(truth.segmentation, image)));
      }
      const file: { annotations: { id: number }[] } = JSON.parse(
        readFileSync(sharedPath('samples/lvis/lvis_val_100.json'), 'utf8'),
      );
      expect(file.annotations.slice(0, 200).map((a) => areas.get(a.id))).toEqual(raster_area_first200);
    });
    it('Cityscapes, instances from the 16-bit map', async () => {
      const dataset = await sample('cityscapes');
      expect(dataset).toMatchObject({ kind: 'cityscapes', problems: { count: 0 } });
      const [picture] = dataset.pictures;
      const truth = await labelsOf(dataset, picture?.id ?? '');
      matches(truth, expected.cityscapes[`cityscapes/${picture?.truth[0]}`]);
      const instances = expected.cityscapes[`cityscapes/${picture?.truth[1]}`]?.counts ?? {};
      const wanted = Object.entries(instances).filter(([id]) => Number(id) >= 1000);
      expect(truth.objects.map((o) => o.area)).toEqual(wanted.map(([, n]) => n));
    });
    it('ADE20K', async () => {
      const dataset = await sample('ade20k');
      expect(dataset).toMatchObject({ kind: 'ade20k', problems: { count: 0 } });
      for (const [n, facts] of Object.entries(expected.ade20k.files)) {
        const truth = await labelsOf(dataset, `ADE_val_0000000${n}`);
        expect([truth.size.height, truth.size.width]).toEqual(facts.size);
        expect([...new Set(truth.labels?.data)].sort((a, b) => a - b)).toEqual(facts.labels);
      }
    });
    it('LoveDA, a mask without picture is named', async () => {
      const dataset = await sample('loveda');
      expect(dataset.kind).toBe('loveda');
      for (const id of ['0', '1', '2']) matches(await labelsOf(dataset, id), expected.loveda[`loveda/mask/${id}.png`]);
      expect(dataset.problems.kept).toMatchObject([{ file: 'mask/2.png' }]);
    });
    it('Pets', async () => {
      const dataset = await sample('pets');
      expect(dataset).toMatchObject({ kind: 'pets', problems: { count: 0 } });
      for (const picture of dataset.pictures) {
        const facts = expected.pets[`pets/${picture.truth[0]}`];
        const truth = await dataset.truth(picture);
        matches(truth, facts);
        expect(truth.objects.reduce((n, o) => n + o.area, 0)).toBeLessThanOrEqual(facts?.counts['1'] ?? 0);
        expect(truth.objects.length).toBeGreaterThan(0);
      }
    });
    it('VOC by its palette', async () => {
      const dataset = await sample('voc');
      expect(dataset).toMatchObject({ kind: 'voc', problems: { count: 0 } });
      for (const picture of dataset.pictures)
        matches(await dataset.truth(picture), expected.voc[`voc/${picture.truth[0]}`]);
      const [first] = (await labelsOf(dataset, '1')).objects;
      expect(first?.name).toBe('aeroplane');
      expect(maskBounds(decodeRle(first?.rle ?? { width: 1, height: 1, counts: new Uint32Array([1]) }))).not.toBeNull();
    });
    it('BRAVO without its truth says what is missing', async () => {
      const dataset = await openDataset(diskTree(sharedPath('samples/bravo')), readerTools, 'bravo');
      expect(dataset.pictures).toHaveLength(0);
      expect(dataset.problems.kept[0]?.message).toContain('2 pictures are there, but no label map');
    });
  },
);
