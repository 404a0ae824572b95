import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { decodeRle } from '../coco/rle.ts';
import { rleFromString } from '../coco/rle-string.ts';
import { squaredDistance } from '../mask/distance.ts';
import { emptyMask, type Mask, maskIou } from '../mask/mask.ts';
import { centreOfMask, nextClick } from '../prompt/clicker.ts';
import { Clicks } from './clicks.ts';
import { boundaryIou, countError, dice } from './mask-pair.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(sharedPath(`goldens/interactive/${name}`), 'utf8'));
const mask = (rle: string, [height, width]: [number, number]): Mask => decodeRle(rleFromString(rle, { width, height }));
type Yx = [number, number];
const pixels = (list: Yx[]): { x: number; y: number }[] => list.map(([y, x]) => ({ x, y }));

/** Where the official robot clicks when nothing is left to correct. */
const CORNER = { x: 0, y: 0, label: 'exclude' };

describeWithShared('interactive goldens', 'goldens/interactive', () => {
  it('clicks where the official robot clicks', () => {
    const { cases } = read('next_click.json') as {
      cases: {
        size: Yx;
        gt_rle: string;
        ignore_rle: string | null;
        pred_rle: string;
        already_clicked_yx: Yx[];
        click_yx: Yx;
        positive: boolean;
      }[];
    };
    for (const c of cases) {
      const ignore = c.ignore_rle === null ? undefined : mask(c.ignore_rle, c.size);
      const click =
        nextClick(mask(c.gt_rle, c.size), mask(c.pred_rle, c.size), pixels(c.already_clicked_yx), ignore) ?? CORNER;
      expect([click?.y, click?.x, click?.label === 'include']).toEqual([...c.click_yx, c.positive]);
    }
  });
  it('replays whole sequences and their figures', () => {
    const { sequences } = read('sequences.json') as {
      sequences: {
        size: Yx;
        gt_rle: string;
        steps: { click_yx: Yx; positive: boolean; pred_rle: string; iou: number }[];
      }[];
    };
    const metric = new Clicks();
    for (const [i, { size, gt_rle, steps }] of sequences.entries()) {
      const truth = mask(gt_rle, size);
      let prediction = emptyMask(truth);
      const clicked: Yx[] = [];
      const ious: number[] = [];
      for (const step of steps) {
        const click = nextClick(truth, prediction, pixels(clicked));
        expect([click?.y, click?.x, click?.label === 'include']).toEqual([...step.click_yx, step.positive]);
        clicked.push(step.click_yx);
        prediction = mask(step.pred_rle, size);
        ious.push(maskIou(truth, prediction));
        expect(ious.at(-1)).toBeCloseTo(step.iou, 6);
      }
      metric.add({ name: `${i}`, ious });
    }
    interface Noc {
      NoC80: number;
      NoC85: number;
      NoC90: number;
      over_max_80: number;
      over_max_85: number;
      over_max_90: number;
      mIoU_at_k_last_value_carried: number[];
      ious?: number[][];
    }
    const noc = read('noc.json') as { from_sequences: Noc; table: Noc };
    const table = new Clicks();
    for (const [i, ious] of (noc.table.ious ?? []).entries()) table.add({ name: `${i}`, ious });
    for (const [mine, theirs] of [
      [metric.result(), noc.from_sequences],
      [table.result(), noc.table],
    ] as const) {
      expect(mine.noc80).toBeCloseTo(theirs.NoC80, 9);
      expect(mine.noc85).toBeCloseTo(theirs.NoC85, 9);
      expect(mine.noc90).toBeCloseTo(theirs.NoC90, 9);
      expect([mine.over80, mine.over85, mine.over90]).toEqual([
        theirs.over_max_80,
        theirs.over_max_85,
        theirs.over_max_90,
      ]);
      for (const [k, value] of theirs.mIoU_at_k_last_value_carried.entries())
        expect(mine.miouAt[k]).toBeCloseTo(value, 6);
    }
  });
  it('finds the centre and every distance exactly', () => {
    const { cases } = read('distance_center.json') as {
      cases: { rows: string[]; dist_sq: number[][]; center_yx: Yx }[];
    };
    for (const c of cases) {
      const m: Mask = {
        width: c.rows[0]?.length ?? 0,
        height: c.rows.length,
        data: Uint8Array.from(c.rows.join(''), Number),
      };
      expect([...squaredDistance(m)]).toEqual(c.dist_sq.flat());
      expect(centreOfMask(m)).toEqual({ y: c.center_yx[0], x: c.center_yx[1] });
    }
  });
  it('boundary IoU', () => {
    const { cases } = read('boundary_iou.json') as {
      cases: { size: Yx; a_rle: string; b_rle: string; dilation_ratio: number; boundary_iou: number }[];
    };
    for (const c of cases)
      expect(boundaryIou(mask(c.a_rle, c.size), mask(c.b_rle, c.size), c.dilation_ratio)).toBeCloseTo(
        c.boundary_iou,
        6,
      );
  });
});

describe('squaredDistance', () => {
  it('is the least squared distance to a pixel not set, the outside included', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 1, 1, 1), { minLength: 56, maxLength: 56 }), (bits) => {
        const m: Mask = { width: 8, height: 7, data: Uint8Array.from(bits) };
        const result = squaredDistance(m);
        for (let i = 0; i < 56; i++) {
          const [x, y] = [i % 8, Math.floor(i / 8)];
          let best = m.data[i] === 0 ? 0 : Math.min(x + 1, y + 1, 8 - x, 7 - y) ** 2;
          for (let j = 0; j < 56; j++)
            if (m.data[j] === 0) best = Math.min(best, (x - (j % 8)) ** 2 + (y - Math.floor(j / 8)) ** 2);
          expect(result[i]).toBe(best);
        }
      }),
    );
  });
});

describe('Clicks', () => {
  it('is the same in shards, in any order and after saving', () => {
    const ious = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(ious, { minLength: 1, maxLength: 8 }), (objects) => {
        const [whole, first, second] = [new Clicks(5), new Clicks(5), new Clicks(5)];
        const samples = objects.map((list, i) => ({ name: `${i}`, ious: list }));
        for (const sample of samples) whole.add(sample);
        for (const [i, sample] of samples.toReversed().entries()) (i % 2 === 0 ? first : second).add(sample);
        first.merge(Clicks.fromJSON(JSON.parse(JSON.stringify(second))));
        expect(first.result()).toEqual(whole.result());
      }),
    );
  });
  it('counts clicks from 1 and misses as the largest number', () => {
    const metric = new Clicks(3);
    metric.add({ name: 'a', ious: [0.5, 0.9] });
    metric.add({ name: 'b', ious: [0.1, 0.1, 0.1] });
    expect(metric.result()).toMatchObject({ noc85: 2.5, noc90: 2.5, over90: 1, objects: 2 });
    expect(metric.result().miouAt[2]).toBeCloseTo(0.5, 12);
  });
});

describe('pair measures', () => {
  const row = (...bits: number[]): Mask => ({ width: bits.length, height: 1, data: Uint8Array.from(bits) });
  it('follow their definitions', () => {
    expect(dice(row(1, 1, 0, 0), row(0, 1, 1, 0))).toBeCloseTo(0.5, 12);
    expect(dice(row(0, 0), row(0, 0))).toBe(1);
    expect(
      countError([
        { truth: 3, counted: 5 },
        { truth: 4, counted: 3 },
      ]),
    ).toEqual({ absolute: 1.5, signed: 0.5 });
    expect(countError([])).toBeNull();
  });
});
