import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../../test-support/png-file.ts';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import type { Mask } from '../mask/mask.ts';
import { BoundaryMatcher } from './correspond.ts';
import { thin } from './thin.ts';

const size = { width: 9, height: 7 };
const bits = fc
  .array(fc.constantFrom(0, 0, 1), { minLength: 63, maxLength: 63 })
  .map((list): Mask => ({ ...size, data: Uint8Array.from(list) }));
const fromRows = (rows: readonly string[]): Mask => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

/** Largest number of pairs by plain augmentation (Kuhn), as an independent check. */
function largestMatching(a: Mask, b: Mask, reach: number): number {
  const points = (m: Mask): [number, number][] =>
    Array.from(m.data.keys())
      .filter((i) => m.data[i] === 1)
      .map((i) => [i % m.width, Math.floor(i / m.width)]);
  const [pa, pb] = [points(a), points(b)];
  const owner = pb.map(() => -1);
  const place = (i: number, seen: Set<number>): boolean => {
    const [x = 0, y = 0] = pa[i] ?? [];
    for (const [j, [u, v]] of pb.entries()) {
      if ((x - u) ** 2 + (y - v) ** 2 > reach * reach || seen.has(j)) continue;
      seen.add(j);
      const before = owner[j] ?? -1;
      if (before < 0 || place(before, seen)) {
        owner[j] = i;
        return true;
      }
    }
    return false;
  };
  return pa.filter((_, i) => place(i, new Set())).length;
}

describe('BoundaryMatcher', () => {
  it('pairs as many pixels as can be paired, each at most once and within reach', () => {
    fc.assert(
      fc.property(bits, bits, fc.double({ min: 0.05, max: 0.3, noNaN: true }), (a, b, tolerance) => {
        const matcher = new BoundaryMatcher(size, tolerance);
        const [first, second] = [matcher.prepare(a), matcher.prepare(b)];
        const result = matcher.match(first, second);
        expect(result.count).toBe(largestMatching(a, b, matcher.reach));
        const taken = [...result.first].filter((j) => j >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.length).toBe(result.count);
        const margin = Math.ceil(matcher.reach);
        const stride = size.width + 2 * margin;
        for (const [i, j] of result.first.entries()) {
          if (j < 0) continue;
          expect(result.second[j]).toBe(i);
          const [p, q] = [first.positions[i] ?? 0, second.positions[j] ?? 0];
          const dx = (p % stride) - (q % stride);
          const dy = Math.floor(p / stride) - Math.floor(q / stride);
          expect(Math.hypot(dx, dy)).toBeLessThanOrEqual(matcher.reach + 1e-9);
        }
      }),
    );
  });
  it('prefers near partners', () => {
    const matcher = new BoundaryMatcher(size, 0.3);
    const a = fromRows(['100000000', '000000000', '001000000', '000000000', '000000000', '000000000', '000000000']);
    const b = fromRows(['000000000', '000000000', '001000000', '000000000', '000000000', '000000000', '000000000']);
    expect([...matcher.match(matcher.prepare(a), matcher.prepare(b)).first]).toEqual([-1, 0]);
  });
});

describe('thin', () => {
  it('keeps nothing that was not there, and leaves thin lines alone', () => {
    fc.assert(
      fc.property(bits, (mask) => {
        const once = thin(mask);
        for (let i = 0; i < 63; i++) expect(once.data[i]).toBeLessThanOrEqual(mask.data[i] ?? 0);
        expect(thin(once)).toEqual(once);
      }),
    );
  });
});

describeWithShared('BSDS500 thinning and correspondence goldens', 'goldens/bsds', () => {
  const golden = (name: string): unknown => JSON.parse(readFileSync(sharedPath(`goldens/bsds/${name}`), 'utf8'));
  it('thins pixel for pixel', () => {
    const { cases } = golden('thin.json') as { cases: { rows: string[]; thin: string[] }[] };
    for (const c of cases) expect([...thin(fromRows(c.rows)).data].join('')).toBe(c.thin.join(''));
  });
  it('finds the exact number of pairs, inside the range of the official solver', () => {
    const { cases } = golden('match_counts.json') as {
      cases: {
        size: [number, number];
        maxDist: number;
        map1: string[];
        map2: string[];
        max_cardinality: number;
        official_matched_1_min: number;
      }[];
    };
    for (const c of cases) {
      const matcher = new BoundaryMatcher({ width: c.size[1], height: c.size[0] }, c.maxDist);
      const { count } = matcher.match(matcher.prepare(fromRows(c.map1)), matcher.prepare(fromRows(c.map2)));
      expect(count).toBe(c.max_cardinality);
      expect(count).toBeGreaterThanOrEqual(c.official_matched_1_min);
    }
  });
  it('matches two official contour maps at the threshold of their best F like the exact solution', () => {
    const { images } = golden('ucm99/expected.json') as {
      images: { id: string; annotators: number; exact_min_cost_counts_cntR_sumR_cntP_sumP: number[][] }[];
    };
    for (const { id, annotators, exact_min_cost_counts_cntR_sumR_cntP_sumP: exact } of images) {
      const level = readLabels(sharedPath(`goldens/bsds/ucm99/level/${id}.png`));
      const matcher = new BoundaryMatcher(level);
      const truths = Array.from({ length: annotators }, (_, k) => {
        const map = readLabels(sharedPath(`goldens/bsds/ucm99/gt_boundaries/${id}_${k}.png`));
        return matcher.prepare({ width: map.width, height: map.height, data: Uint8Array.from(map.data) });
      });
      for (const t of [1, 5, 14, 30, 60, 99]) {
        const data = new Uint8Array(level.data.length);
        for (let i = 0; i < data.length; i++) data[i] = (level.data[i] ?? 0) >= t ? 1 : 0;
        const found = matcher.prepare(thin({ width: level.width, height: level.height, data }));
        const union = new Set<number>();
        let right = 0;
        for (const truth of truths) {
          const { first, count } = matcher.match(found, truth);
          right += count;
          for (const [i, j] of first.entries()) if (j >= 0) union.add(i);
        }
        const [cntR = 0, , cntP = 0, sumP] = exact[t - 1] ?? [];
        expect(found.positions.length).toBe(sumP);
        expect(right).toBe(cntR);
        expect(Math.abs(union.size - cntP)).toBeLessThanOrEqual(0.01 * cntP);
      }
    }
  });
});
