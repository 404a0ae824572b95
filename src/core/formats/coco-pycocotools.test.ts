import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { decodeRle, rleArea, rleBox } from '../coco/rle.ts';
import { polygonsToRle } from '../coco/rle-polygon.ts';
import { rleFromString } from '../coco/rle-string.ts';
import { packMask } from '../mask/packed.ts';
import { documentsToCoco } from './coco-write.ts';
import type { AnnotationDocument } from './document.ts';

/** What pycocotools 2.0.11 said of each mask (`encode`, `area`, `toBbox`). */
interface Golden {
  readonly name: string;
  readonly size: readonly [height: number, width: number];
  readonly rle: string;
  readonly area: number;
  readonly bbox: readonly number[];
}

describeWithShared('what pycocotools reads of our COCO files', 'goldens/rle/encode_decode.json', () => {
  const { cases }: { readonly cases: readonly Golden[] } = JSON.parse(
    readFileSync(sharedPath('goldens/rle/encode_decode.json'), 'utf8'),
  );
  const documentOf = ({ name, size: [height, width], rle }: Golden): AnnotationDocument => {
    const mask = packMask(decodeRle(rleFromString(rle, { width, height })));
    return {
      picture: { name: `${name}.png`, width, height },
      objects: [{ id: name, name, label: 'thing', color: '#336699', score: null, mask }],
    };
  };
  const filled = cases.filter(({ area }) => area > 0);

  it('run lengths: the very string, area and box', () => {
    expect(filled.length).toBeGreaterThan(10);
    for (const golden of filled) {
      const [annotation] = documentsToCoco([documentOf(golden)], { segmentation: 'rle', detail: 0 }).annotations;
      expect(annotation?.segmentation, golden.name).toMatchObject({ size: [...golden.size], counts: golden.rle });
      expect(annotation?.area, golden.name).toBe(golden.area);
      expect(annotation?.bbox, golden.name).toEqual(golden.bbox);
    }
  });

  it('polygons: the area and box stated are those of the outline as maskApi rasterises it; for solid shapes those of the mask', () => {
    const solid = ['full_5x7', '1x1_one', 'topleft_pixel', 'two_full_columns', 'two_full_rows', 'big_rect_700x900'];
    // Noise of tens of thousands of islands says no more than the small ones, and takes half a minute.
    for (const golden of filled.filter(({ name, area }) => !name.startsWith('noise') || area < 5000)) {
      const [annotation] = documentsToCoco([documentOf(golden)], { segmentation: 'polygons', detail: 0 }).annotations;
      const [height, width] = golden.size;
      if (!Array.isArray(annotation?.segmentation)) throw new Error(`${golden.name} has no polygons`);
      const rings: readonly (readonly number[])[] = annotation.segmentation;
      const read = polygonsToRle(rings, { width, height });
      expect([annotation.area, annotation.bbox], golden.name).toEqual([rleArea(read), rleBox(read)]);
      if (solid.includes(golden.name)) {
        expect([rleArea(read), rleBox(read)], golden.name).toEqual([golden.area, golden.bbox]);
      }
    }
  });
});
