import { describe, expect, test } from 'vitest';
import type { Mask } from '../mask/mask.ts';
import { jitterBoxes, summarise, trialGrid } from './sensitivity.ts';

/** An L on a grid of 10 x 10: its left half-column and its bottom row. */
const thing: Mask = {
  width: 10,
  height: 10,
  data: Uint8Array.from({ length: 100 }, (_, i) => {
    const x = i % 10;
    const y = Math.floor(i / 10);
    return x >= 2 && x < 8 && y >= 2 && y < 8 && (x < 4 || y >= 6) ? 1 : 0;
  }),
};

describe('where to click', () => {
  test('every trial lies on the thing, in picture pixels, and knows its cell', () => {
    const grid = trialGrid(thing, { width: 100, height: 50 }, 6);
    expect(grid?.box).toEqual({ x0: 20, y0: 10, x1: 80, y1: 40 });
    const cells = grid?.trials.map((t) => t.cell) ?? [];
    expect(new Set(cells).size).toBe(cells.length);
    // Two of six columns over four rows, and two whole rows.
    expect(cells).toHaveLength(2 * 4 + 2 * 6);
    for (const { at, cell } of grid?.trials ?? []) {
      expect(thing.data[Math.floor(at.y / 5) * 10 + Math.floor(at.x / 10)]).toBe(1);
      expect(Math.floor((at.x - 20) / 10) + 6 * Math.floor((at.y - 10) / 5)).toBe(cell);
    }
  });

  test('an empty mask has nowhere to click', () => {
    expect(trialGrid({ width: 4, height: 4, data: new Uint8Array(16) }, { width: 4, height: 4 }, 3)).toBeNull();
  });

  test('best, median and share above the bar', () => {
    expect(summarise([0.2, 0.9, 0.8, 0.7], 0.7)).toEqual({ best: 0.9, median: 0.75, above: 0.5 });
    expect(summarise([0.3, 0.1, 0.2], 0.15)?.median).toBe(0.2);
    expect(summarise([], 0.5)).toBeNull();
  });

  test('boxes move by at most their share and stay in the picture; runs repeat', () => {
    const box = { x0: 10, y0: 10, x1: 50, y1: 30 };
    const boxes = jitterBoxes(box, [0.1, 0.5], 5, { width: 60, height: 40 });
    expect(boxes).toHaveLength(11);
    expect(boxes[0]).toEqual({ share: 0, box });
    for (const { share, box: moved } of boxes) {
      expect(Math.abs(moved.x0 - 10)).toBeLessThanOrEqual(share * 40);
      expect(Math.abs(moved.y1 - 30)).toBeLessThanOrEqual(share * 20);
      expect(moved.x1).toBeLessThanOrEqual(60);
      expect(moved.y0).toBeGreaterThanOrEqual(0);
    }
    expect(boxes.slice(1).some(({ box: moved }) => moved.x0 !== 10)).toBe(true);
    expect(jitterBoxes(box, [0.1, 0.5], 5, { width: 60, height: 40 })).toEqual(boxes);
  });
});
