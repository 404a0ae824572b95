import { expect, test } from 'vitest';
import type { Mask } from '../mask/mask.ts';
import { deepestPixel, subjectRank } from './subject.ts';

const [width, height] = [60, 40];

function ellipse(cx: number, cy: number, rx: number, ry: number): Mask {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    ((i % width) - cx) ** 2 / rx ** 2 + (Math.floor(i / width) - cy) ** 2 / ry ** 2 <= 1 ? 1 : 0,
  );
  return { width, height, data };
}

/** The picture: one colour where any of the masks is, another elsewhere. */
function painted(...masks: readonly Mask[]): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, i) =>
    masks.some((m) => m.data[Math.floor(i / 3)] === 1) ? 220 : 40,
  );
}

test('the central thing comes before one in a corner, one that blends in, and the ground', () => {
  const middle = ellipse(30, 20, 12, 10);
  const corner = ellipse(8, 6, 8, 6);
  const faint = ellipse(34, 18, 12, 10);
  const ground: Mask = { width, height, data: middle.data.map((v) => (v === 1 ? 0 : 1)) };
  const picture = painted(middle, corner);
  const rank = (mask: Mask): number => subjectRank(mask, picture, 0.9);
  expect(rank(middle)).toBeGreaterThan(rank(corner));
  expect(rank(middle)).toBeGreaterThan(subjectRank(faint, painted(), 0.9));
  expect(rank(middle)).toBeGreaterThan(3 * rank(ground));
  expect(rank(middle)).toBeGreaterThan(subjectRank(middle, picture, 0.3));
});

test('crumbs and whole pictures are no subjects', () => {
  const all: Mask = { width, height, data: new Uint8Array(width * height).fill(1) };
  expect(subjectRank(all, painted(), 1)).toBe(0);
  expect(subjectRank(ellipse(30, 20, 1, 1), painted(), 1)).toBe(0);
});

test('the prompt goes to the deepest place', () => {
  expect(deepestPixel(ellipse(30, 20, 12, 10))).toEqual({ x: 30, y: 20 });
  expect(deepestPixel(ellipse(-50, 0, 1, 1))).toBeNull();
});
