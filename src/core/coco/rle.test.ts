import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import type { Mask } from '../mask/mask.ts';
import { type CocoBox, decodeRle, encodeRle, isRleComplete, type Rle, rleArea, rleBox } from './rle.ts';
import { cocoBoxIou, spansIou, toSpans } from './rle-iou.ts';
import { mergeRles } from './rle-merge.ts';
import { boxToRle, polygonsToRle, polygonToRle } from './rle-polygon.ts';
import { rleFromString, rleToString } from './rle-string.ts';

const maskArbitrary: fc.Arbitrary<Mask> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((values) => ({ width, height, data: Uint8Array.from(values) })),
  );

describe('run lengths', () => {
  it('walks columns first', () => {
    const rle = encodeRle({ width: 3, height: 2, data: Uint8Array.from([0, 1, 0, 1, 1, 0]) });
    expect([...rle.counts]).toEqual([1, 3, 2]);
    expect(rleToString(rle)).toBe('132');
    expect(rleArea(rle)).toBe(3);
    expect(rleBox(rle)).toEqual([0, 0, 2, 2]);
  });
  it('survives encoding, the string form and decoding', () => {
    fc.assert(
      fc.property(maskArbitrary, (mask) => {
        const rle = rleFromString(rleToString(encodeRle(mask)), mask);
        expect(decodeRle(rle)).toEqual(mask);
        expect(rleArea(rle)).toBe(mask.data.reduce((sum, v) => sum + v, 0));
      }),
    );
  });
  it('merges and compares like the pixels do', () => {
    fc.assert(
      fc.property(maskArbitrary, fc.infiniteStream(fc.integer({ min: 0, max: 1 })), fc.boolean(), (a, bits, crowd) => {
        const b: Mask = { ...a, data: a.data.map(() => bits.next().value ?? 0) };
        const [ra, rb] = [encodeRle(a), encodeRle(b)];
        const union = a.data.map((v, i) => v | (b.data[i] ?? 0));
        const both = a.data.map((v, i) => v & (b.data[i] ?? 0));
        expect(decodeRle(mergeRles([ra, rb], 'union')).data).toEqual(union);
        expect(decodeRle(mergeRles([ra, rb], 'intersection')).data).toEqual(both);
        const common = both.reduce((s, v) => s + v, 0);
        const whole = crowd ? rleArea(ra) : union.reduce((s, v) => s + v, 0);
        expect(spansIou(toSpans(ra), toSpans(rb), crowd)).toBe(common === 0 ? 0 : common / whole);
      }),
    );
  });
  it('accepts runs of length zero from other writers', () => {
    const rle: Rle = { width: 2, height: 2, counts: Uint32Array.from([1, 1, 0, 1, 1]) };
    expect(isRleComplete(rle)).toBe(true);
    expect([...decodeRle(rle).data]).toEqual([0, 1, 1, 0]);
  });
  it('says what is wrong with a string', () => {
    const size = { width: 2, height: 2 };
    expect(() => rleFromString('5', size)).toThrow('do not sum up to 2 x 2');
    expect(() => rleFromString('1 3', size)).toThrow('character " " at 1');
    expect(() => rleFromString('1S', size)).toThrow('middle of a number');
  });
  it('never leaves the picture with a polygon', () => {
    const corner = fc.double({ min: -30, max: 60, noNaN: true });
    fc.assert(
      fc.property(fc.array(corner, { minLength: 6, maxLength: 16 }), (corners) => {
        expect(isRleComplete(polygonToRle(corners.slice(0, corners.length & ~1), { width: 17, height: 23 }))).toBe(
          true,
        );
      }),
    );
  });
  it('fills a box', () => {
    expect(rleToString(boxToRle([1, 1, 2, 2], { width: 4, height: 4 }))).toBe('52203');
  });
});

interface EncodeCase {
  name: string;
  size: [number, number];
  counts: number[];
  rle: string;
  area: number;
  bbox: number[];
  rows?: string[];
}
const read = (name: string): unknown => JSON.parse(readFileSync(sharedPath(`goldens/rle/${name}`), 'utf8'));
const sizeOf = ([height, width]: [number, number]): { width: number; height: number } => ({ width, height });

describeWithShared('pycocotools goldens', 'goldens/rle', () => {
  it('encodes, prints, reads and decodes', () => {
    const { cases } = read('encode_decode.json') as { cases: EncodeCase[] };
    for (const c of cases) {
      const size = sizeOf(c.size);
      const rle = rleFromString(c.rle, size);
      expect([...rle.counts], c.name).toEqual(c.counts);
      expect(rleToString(rle), c.name).toBe(c.rle);
      expect(rleArea(rle), c.name).toBe(c.area);
      expect(rleBox(rle), c.name).toEqual(c.bbox);
      const mask = decodeRle(rle);
      expect([...encodeRle(mask).counts], c.name).toEqual(c.counts);
      if (c.rows) expect([...mask.data].join(''), c.name).toBe(c.rows.join(''));
    }
  });
  it('rasterises polygons', () => {
    const { cases } = read('polygons.json') as {
      cases: {
        name: string;
        size: [number, number];
        polygons: number[][];
        parts: unknown;
        merged: string;
        area: number;
        bbox: number[];
      }[];
    };
    for (const c of cases) {
      const rle = polygonsToRle(c.polygons, sizeOf(c.size));
      expect(rleToString(rle), c.name).toBe(c.merged);
      expect(rleArea(rle), c.name).toBe(c.area);
      expect(rleBox(rle), c.name).toEqual(c.bbox);
    }
  });
  it('rasterises boxes', () => {
    const { cases } = read('bbox_to_rle.json') as {
      cases: { size: [number, number]; bbox: CocoBox; rle: string; area: number; tobbox: number[] }[];
    };
    for (const c of cases) {
      const rle = boxToRle(c.bbox, sizeOf(c.size));
      expect(rleToString(rle)).toBe(c.rle);
      expect(rleBox(rle)).toEqual(c.tobbox);
    }
  });
  it('merges', () => {
    const { cases } = read('merge.json') as {
      cases: { size: [number, number]; inputs: string[]; union: string; intersect: string }[];
    };
    for (const c of cases) {
      const rles = c.inputs.map((text) => rleFromString(text, sizeOf(c.size)));
      expect(rleToString(mergeRles(rles, 'union'))).toBe(c.union);
      expect(rleToString(mergeRles(rles, 'intersection'))).toBe(c.intersect);
    }
  });
  it('compares', () => {
    interface IouCase {
      size: [number, number];
      dt: string[];
      gt: string[];
      iscrowd: number[];
      mask_iou: number[][];
      dt_bbox: CocoBox[];
      gt_bbox: CocoBox[];
      bbox_iou: number[][];
    }
    const { cases } = read('iou.json') as { cases: IouCase[] };
    for (const c of cases) {
      const dt = c.dt.map((text) => toSpans(rleFromString(text, sizeOf(c.size))));
      const gt = c.gt.map((text) => toSpans(rleFromString(text, sizeOf(c.size))));
      expect(dt.map((d) => gt.map((g, i) => spansIou(d, g, c.iscrowd[i] === 1)))).toEqual(c.mask_iou);
      expect(c.dt_bbox.map((d) => c.gt_bbox.map((g, i) => cocoBoxIou(d, g, c.iscrowd[i] === 1)))).toEqual(c.bbox_iou);
    }
  });
});
