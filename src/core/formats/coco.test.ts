import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryDocument } from '../../test-support/documents.ts';
import { runs } from '../../test-support/long.ts';
import { maskOf } from '../../test-support/masks.ts';
import { onlyReading } from '../../test-support/readings.ts';
import { packedArea, packedEquals, packMask, packRegion } from '../mask/packed.ts';
import { readCoco } from './coco-read.ts';
import { type CocoOptions, documentsToCoco } from './coco-write.ts';
import type { AnnotationDocument, Picture } from './document.ts';
import { EXTENSION_KEY } from './extension.ts';
import { FormatError } from './notice.ts';
import type { Reading } from './reader.ts';

const options = fc.constantFrom<CocoOptions>(
  { segmentation: 'rle', detail: 0 },
  { segmentation: 'polygons', detail: 0 },
  { segmentation: 'polygons', detail: 1.5 },
);

const readOne = (json: unknown, of: Picture): Reading => onlyReading(readCoco(json, of));

function through(document: AnnotationDocument, how: CocoOptions) {
  return readOne(JSON.parse(JSON.stringify(documentsToCoco([document], how))), document.picture);
}

test('out and in again gives the same objects, and out again the same bytes', () => {
  fc.assert(
    fc.property(arbitraryDocument(), options, (document, how) => {
      const { objects, notices } = through(document, how);
      expect(notices).toEqual([]);
      expect(objects).toHaveLength(document.objects.length);
      for (const [i, object] of objects.entries()) {
        const own = document.objects[i];
        expect(own !== undefined && packedEquals(object.mask, own.mask)).toBe(true);
        expect({ ...object, mask: null, origin: undefined }).toEqual({ ...own, mask: null });
      }
      const again = documentsToCoco([{ picture: document.picture, objects }], how);
      expect(JSON.stringify(again)).toBe(JSON.stringify(documentsToCoco([document], how)));
    }),
    { numRuns: runs(200) },
  );
});

test('pixel-edge polygons of solid shapes need no exact mask beside them', () => {
  const mask = packRegion(maskOf('.##.', '####', '.##.'), { x0: 3, y0: 2, x1: 7, y1: 5 }, { width: 12, height: 9 });
  const object = { id: 'a', name: 'A', label: 'cat', color: '#123456', score: 0.5, mask };
  const file = documentsToCoco([{ picture: { name: 'p.jpg', width: 12, height: 9 }, objects: [object] }], {
    segmentation: 'polygons',
    detail: 0,
  });
  const [annotation] = file.annotations;
  expect(annotation?.[EXTENSION_KEY].exact).toBeUndefined();
  expect(annotation?.area).toBe(8);
  expect(annotation?.bbox).toEqual([3, 2, 4, 3]);
});

const picture = { name: 'p.jpg', width: 10, height: 8 };
const base = {
  images: [{ id: 7, file_name: 'folder/p.jpg', width: 10, height: 8 }],
  categories: [{ id: 3, name: 'dog' }],
};
const annotation = (fields: object): object => ({ id: 1, image_id: 7, category_id: 3, ...fields });

test('foreign annotations come in with label, score and a colour of ours', () => {
  const { objects, notices } = readOne(
    { ...base, annotations: [annotation({ segmentation: [[2, 1, 6, 1, 6, 5, 2, 5]], score: 0.25 })] },
    picture,
  );
  expect(notices).toEqual([]);
  expect(objects[0]).toMatchObject({ label: 'dog', score: 0.25, name: 'dog 1', color: '#e69f00' });
  expect(objects[0] && packedArea(objects[0].mask)).toBe(16);
});

test('an outline edited elsewhere beats the exact mask stored beside it', () => {
  const disc = Uint8Array.from({ length: 400 }, (_, i) =>
    Math.hypot((i % 20) - 9.6, Math.floor(i / 20) - 9.7) < 8.7 ? 1 : 0,
  );
  const round = packMask({ width: 20, height: 20, data: disc });
  const document = {
    picture: { name: 'p', width: 20, height: 20 },
    objects: [{ id: 'a', name: '', label: '', color: '#000000', score: null, mask: round }],
  };
  const file = structuredClone(
    JSON.parse(JSON.stringify(documentsToCoco([document], { segmentation: 'polygons', detail: 1 }))),
  );
  expect(file.annotations[0][EXTENSION_KEY].exact).toBeDefined();
  file.annotations[0].segmentation = [[1, 1, 3, 1, 3, 3, 1, 3]];
  const [object] = readOne(file, document.picture).objects;
  expect(object && packedArea(object.mask)).toBe(4);
});

test('files for another picture are refused with both names', () => {
  const attempt = (file: object): unknown => {
    try {
      return readOne(file, picture);
    } catch (error) {
      return error;
    }
  };
  const other = attempt({
    ...base,
    images: [{ id: 1, file_name: 'cat.png', width: 640, height: 480 }],
    annotations: [],
  });
  expect(other).toBeInstanceOf(FormatError);
  expect(other).toMatchObject({ fault: 'other-picture', path: 'images' });
  expect(String(other)).toContain('cat.png');
  const scaled = attempt({ ...base, images: [{ id: 1, file_name: 'p.jpg', width: 20, height: 16 }], annotations: [] });
  expect(scaled).toMatchObject({ fault: 'other-picture', path: 'images[0]' });
  expect(String(scaled)).toContain('20 x 16');
  for (const bad of [null, 3, [], {}, { images: {} }, { ...base, annotations: 'x' }]) {
    expect(() => readOne(bad, picture)).toThrow(FormatError);
  }
});

test('a renamed file of the same size is taken, and it says so', () => {
  const { notices } = readOne(
    { ...base, images: [{ id: 7, file_name: 'q.jpg', width: 10, height: 8 }], annotations: [] },
    picture,
  );
  expect(notices).toMatchObject([
    { fault: 'other-picture', path: 'images[0].file_name' },
    { fault: 'no-objects', path: 'images[0]' },
  ]);
});

test('wrong masks are left out one by one, each named by its field', () => {
  const { objects, notices } = readOne(
    {
      ...base,
      annotations: [
        annotation({ segmentation: { size: [9, 9], counts: [81] } }),
        annotation({ segmentation: { size: [8, 10], counts: [3, 4] } }),
        annotation({ segmentation: { size: [8, 10], counts: 'é!' } }),
        annotation({ segmentation: [[1, 2, 3]] }),
        annotation({ segmentation: null }),
        annotation({ segmentation: { size: [8, 10], counts: [0, 80] }, category_id: 99 }),
        annotation({ segmentation: [[0, 0, 4, 4, 4, 0, 0, 4]] }),
        annotation({ image_id: 8, segmentation: null }),
      ],
    },
    picture,
  );
  expect(objects).toHaveLength(2);
  expect(notices.map((n) => [n.fault, n.path])).toEqual([
    ['bad-rle', 'annotations[0].segmentation.size'],
    ['bad-rle', 'annotations[1].segmentation.counts'],
    ['bad-rle', 'annotations[2].segmentation.counts'],
    ['bad-polygon', 'annotations[3].segmentation[0]'],
    ['bad-value', 'annotations[4].segmentation'],
    ['bad-value', 'annotations[5].category_id'],
    ['self-crossing', 'annotations[6].segmentation[0]'],
  ]);
});

test('several pictures in one file keep to themselves', () => {
  const make = (name: string, side: number): AnnotationDocument => ({
    picture: { name, width: side, height: side },
    objects: [
      {
        id: name,
        name,
        label: name,
        color: '#000000',
        score: null,
        mask: packMask({ width: side, height: side, data: new Uint8Array(side * side).fill(1) }),
      },
    ],
  });
  const documents = [make('a.png', 4), make('b.png', 5), make('c.png', 4)];
  const file = JSON.parse(JSON.stringify(documentsToCoco(documents, { segmentation: 'rle', detail: 0 })));
  for (const document of documents) {
    expect(readOne(file, document.picture).objects.map((o) => o.id)).toEqual([document.picture.name]);
  }
});
