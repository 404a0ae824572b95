/** Every format that is both written and read, with the shapes that formats lose: thin, holed, touching, at the border, one pixel, large. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnnotatedObject, AnnotationDocument, Picture } from '../../core/formats/document.ts';
import { READ_FORMATS } from '../../core/formats/read-annotations.ts';
import type { Reading } from '../../core/formats/reader.ts';
import { visibleMasks } from '../../core/formats/top-masks.ts';
import {
  combinePacked,
  emptyPacked,
  type PackedMask,
  packedArea,
  packedEquals,
  packMask,
  packRegion,
} from '../../core/mask/packed.ts';
import { readFiles } from '../../test-support/readings.ts';
import { writeAnnotations } from './write-annotations.ts';

const SIDE = 24;

/** Masks that simplifying, joining rings or counting runs may lose. */
const SHAPES: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  'row of one pixel': (_, y) => y === 5,
  'column of one pixel': (x) => x === 3,
  diagonal: (x, y) => x === y,
  dot: (x, y) => x === 11 && y === 7,
  'dot in the corner': (x, y) => x === SIDE - 1 && y === SIDE - 1,
  'whole picture': () => true,
  ring: (x, y) => Math.abs(Math.hypot(x - 11.5, y - 11.5) - 8) < 1.2,
  'ring in a ring': (x, y) => [4, 9].some((r) => Math.abs(Math.hypot(x - 11.5, y - 11.5) - r) < 1),
  'touching by a corner': (x, y) => (x < 6 && y < 6) || (x >= 6 && y >= 6 && x < 12 && y < 12),
  chequered: (x, y) => (x + y) % 2 === 0 && x < 12 && y < 12,
  'two parts': (x, y) => y > 3 && y < 9 && (x < 4 || x > 15),
  border: (x, y) => x === 0 || y === 0 || x === SIDE - 1 || y === SIDE - 1,
};

function maskOf(inside: (x: number, y: number) => boolean): PackedMask {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (inside(i % SIDE, Math.floor(i / SIDE)) ? 1 : 0));
  return packMask({ width: SIDE, height: SIDE, data });
}

const LABELS = ['cat', 'Känguru', '人', '🪙 coin', 'a "quoted", <b> & c'];

function documentOf(masks: readonly PackedMask[], picture: Picture): AnnotationDocument {
  const objects = masks.map(
    (mask, i): AnnotatedObject => ({
      id: `object-${i + 1}`,
      name: `${LABELS[i % LABELS.length]} no. ${i + 1}`,
      label: LABELS[i % LABELS.length] ?? '',
      color: '#e69f00',
      score: null,
      mask,
    }),
  );
  return { picture, objects };
}

async function through(document: AnnotationDocument, format: string, detail: number): Promise<Reading> {
  const files = await writeAnnotations([document], format, { detail, overlap: 'free' });
  const named: Record<string, string | Uint8Array> = {};
  for (const { path, blob } of files) named[path] = new Uint8Array(await blob.arrayBuffer());
  const [source] = await readFiles(named, document.picture);
  const [reading] = source?.readings ?? [];
  if (!reading) throw new Error(`${format} read nothing`);
  return reading;
}

const PICTURE = { name: 'Fähre 人.jpg', width: SIDE, height: SIDE };
const unite = (masks: readonly PackedMask[]): PackedMask =>
  masks.reduce((sum, mask) => combinePacked(sum, mask, 'unite'), emptyPacked(PICTURE));

/** What a format promises to bring back of a document, in its own order. */
const PROMISES: Readonly<Record<string, (document: AnnotationDocument) => readonly PackedMask[]>> = {
  mask: ({ objects }) => [unite(objects.map(({ mask }) => mask))],
  'soft-mask': ({ objects }) => [unite(objects.map(({ mask }) => mask))],
  'index-map': ({ objects }) => objects.map(({ mask }) => mask),
  'coco-rle': ({ objects }) => objects.map(({ mask }) => mask),
  'coco-polygons': ({ objects }) => objects.map(({ mask }) => mask),
  'coco-panoptic': (document) => visibleMasks(document).filter((mask) => packedArea(mask) > 0),
  labelme: ({ objects }) => objects.map(({ mask }) => mask),
  cvat: ({ objects }) => objects.map(({ mask }) => mask),
  geojson: ({ objects }) => objects.map(({ mask }) => mask),
  yolo: ({ objects }) => objects.map(({ mask }) => mask),
};

/** Order in which two lists are compared where a format has an order of its own. */
const sorted = (masks: readonly PackedMask[]): readonly string[] =>
  masks.map((m) => `${JSON.stringify(m.box)} ${m.bits.join()}`).sort();

describe.each(Object.entries(PROMISES))('%s', (format, promise) => {
  test.each(Object.keys(SHAPES))('brings back the pixels of: %s', async (shape) => {
    const document = documentOf([maskOf(SHAPES[shape] ?? (() => false))], PICTURE);
    const { objects } = await through(document, format, 0);
    expect(sorted(objects.map(({ mask }) => mask))).toEqual(sorted(promise(document)));
  });

  test('brings back any objects, overlapping or not', async () => {
    const anyMask = fc
      .uint8Array({ minLength: 64, maxLength: 64, max: 1 })
      .map((bits) => maskOf((x, y) => x >= 8 && x < 16 && y >= 8 && y < 16 && bits[(y - 8) * 8 + x - 8] === 1));
    const masks = fc.array(fc.oneof(anyMask, fc.constantFrom(...Object.values(SHAPES).map(maskOf))), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(masks, async (list) => {
        const document = documentOf(
          list.filter((mask) => packedArea(mask) > 0),
          PICTURE,
        );
        if (document.objects.length === 0) return;
        const { objects } = await through(document, format, 0);
        expect(sorted(objects.map(({ mask }) => mask))).toEqual(sorted(promise(document)));
      }),
      { numRuns: 12 },
    );
  });
});

test.each(['yolo', 'geojson', 'labelme', 'coco-polygons'])(
  '%s: no tolerance drops an object or moves it away',
  async (format) => {
    const document = documentOf(Object.values(SHAPES).map(maskOf), PICTURE);
    for (const detail of [0.5, 1, 3, 10]) {
      const { objects } = await through(document, format, detail);
      expect(objects).toHaveLength(document.objects.length);
      for (const [i, { mask }] of objects.entries()) {
        const own = document.objects[i]?.mask ?? emptyPacked(PICTURE);
        expect(
          packedArea(combinePacked(mask, own, 'intersect')),
          `${Object.keys(SHAPES)[i]} at ${detail}`,
        ).toBeGreaterThan(0);
      }
    }
  },
);

test.each(['coco-rle', 'cvat', 'coco-polygons', 'labelme'])('%s is exact at 6000 x 4000', async (format) => {
  const picture = { name: 'large.jpg', width: 6000, height: 4000 };
  const data = new Uint8Array(1500 * 1000);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [(i % 1500) - 750, Math.floor(i / 1500) - 500];
    data[i] = Math.hypot(x / 740, y / 490) < 1 && Math.hypot(x, y) > 200 ? 1 : 0;
  }
  const disc = packRegion({ width: 1500, height: 1000, data }, { x0: 4321, y0: 2987, x1: 5821, y1: 3987 }, picture);
  const dot = packRegion(
    { width: 1, height: 1, data: Uint8Array.of(1) },
    { x0: 5999, y0: 3999, x1: 6000, y1: 4000 },
    picture,
  );
  const document = documentOf([disc, dot], picture);
  const { objects } = await through(document, format, 1);
  expect(objects.map(({ mask }, i) => packedEquals(mask, document.objects[i]?.mask ?? dot))).toEqual([true, true]);
});

test('labels and names of any script come back from every format that has them', async () => {
  const document = documentOf(Object.values(SHAPES).slice(0, 5).map(maskOf), PICTURE);
  for (const format of ['coco-rle', 'coco-polygons', 'labelme', 'cvat', 'geojson', 'index-map']) {
    const { objects } = await through(document, format, 0);
    expect(
      objects.map(({ label, name }) => [label, name]),
      format,
    ).toEqual(document.objects.map(({ label, name }) => [label, name]));
  }
  const { objects } = await through(document, 'yolo', 0);
  expect(objects.map(({ label }) => label)).toEqual(LABELS);
});

test('Pascal VOC brings back the pixels, labels and names of its object mask', async () => {
  const document = documentOf(
    [maskOf((x, y) => x < 9 && y < 9), maskOf((x, y) => x > 4 && y > 4 && x < 15 && y < 20)],
    PICTURE,
  );
  const { objects } = await through(document, 'voc', 0);
  expect(objects.map(({ mask }) => packedArea(mask))).toEqual(visibleMasks(document).map(packedArea));
  expect(objects.map(({ label }) => label)).toEqual(document.objects.map(({ label }) => label));
});

test('colour masks bring back one object a label, with its name', async () => {
  const document = documentOf([maskOf((x) => x < 5), maskOf((x) => x > 15)], PICTURE);
  const { objects } = await through(document, 'colour-masks', 0);
  expect(objects.map(({ label, mask }) => [label, packedArea(mask)]).sort()).toEqual(
    document.objects.map(({ label, mask }) => [label, packedArea(mask)]).sort(),
  );
});

test('a crowd comes back as one, with ids, category, attributes and fields that nobody here knows', async () => {
  const coco = {
    images: [{ id: 'img-7', file_name: 'p.jpg', width: 4, height: 3, license: 2, coco_url: 'x' }],
    categories: [{ id: 31, name: 'cat', supercategory: 'animal', keypoints: ['a'] }],
    annotations: [
      {
        id: 907,
        image_id: 'img-7',
        category_id: 31,
        iscrowd: 1,
        area: 5,
        bbox: [0, 0, 1, 3],
        segmentation: { size: [3, 4], counts: [0, 5, 7] },
        attributes: { occluded: true },
        strange: [1, { a: null }],
      },
    ],
  };
  const picture = { name: 'p.jpg', width: 4, height: 3 };
  const [source] = await readFiles({ 'a.json': JSON.stringify(coco) }, picture);
  const [file] = await writeAnnotations([{ picture, objects: source?.readings[0]?.objects ?? [] }], 'coco-rle', {
    detail: 0,
    overlap: 'free',
  });
  const again = JSON.parse((await file?.blob.text()) ?? '');
  expect(again.images).toEqual(coco.images);
  expect(again.categories).toEqual(coco.categories);
  expect(again.annotations[0]).toMatchObject({
    id: 907,
    image_id: 'img-7',
    category_id: 31,
    iscrowd: 1,
    area: 5,
    attributes: { occluded: true },
    strange: [1, { a: null }],
  });
});

test('every format that is read and written is tried here', () => {
  const both = READ_FORMATS.filter(({ writer }) => writer !== undefined).map(({ id }) => id);
  expect(both.filter((id) => !(id in PROMISES) && id !== 'voc')).toEqual([]);
});
