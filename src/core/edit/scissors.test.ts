import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { imagePoint } from '../geometry/space.ts';
import { type EdgeCost, edgeCost, growPaths, lumaOf, pathTo, snapToEdge } from './scissors.ts';

const width = 120;
const height = 90;
const box = { x0: 30, y0: 10, x1: 30 + width, y1: 10 + height };

/** A bright disc of radius 30 around (90, 55) on a dark, slightly noisy ground. */
function discCost(): EdgeCost {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const inside = Math.hypot((i % width) + 30.5 - 90, Math.floor(i / width) + 10.5 - 55) < 30;
    rgba.fill((inside ? 200 : 50) + ((i * 7919) % 7), 4 * i, 4 * i + 3);
  }
  return edgeCost(lumaOf(rgba, box));
}

test('the path between two points of a rim runs along the rim', () => {
  const tree = growPaths(discCost(), imagePoint(60, 55));
  const path = pathTo(tree, imagePoint(90, 25));
  expect(path[0]).toEqual(imagePoint(60.5, 55.5));
  expect(path.at(-1)).toEqual(imagePoint(90.5, 25.5));
  for (const p of path) expect(Math.abs(Math.hypot(p.x - 90, p.y - 55) - 30)).toBeLessThan(2.5);
});

test('paths are cheapest: equal to a plain relaxation to the fixed point', () => {
  const side = 9;
  const plane = fc.uint8Array({ minLength: side * side, maxLength: side * side, min: 1 });
  fc.assert(
    fc.property(plane, fc.nat(side * side - 1), fc.nat(side * side - 1), (bytes, from, to) => {
      const cost: EdgeCost = { box: { x0: 0, y0: 0, x1: side, y1: side }, data: Uint8Array.from(bytes) };
      const best = new Array<number>(side * side).fill(Number.POSITIVE_INFINITY);
      best[from] = 0;
      for (let changed = true; changed; ) {
        changed = false;
        for (let a = 0; a < side * side; a++) {
          for (let b = 0; b < side * side; b++) {
            const dx = Math.abs((a % side) - (b % side));
            const dy = Math.abs(Math.floor(a / side) - Math.floor(b / side));
            if (Math.max(dx, dy) !== 1) continue;
            const sum = (best[a] ?? 0) + (bytes[b] ?? 0) * (dx + dy === 1 ? 5 : 7);
            if (sum < (best[b] ?? 0)) {
              best[b] = sum;
              changed = true;
            }
          }
        }
      }
      const tree = growPaths(cost, imagePoint(from % side, Math.floor(from / side)));
      const path = pathTo(tree, imagePoint(to % side, Math.floor(to / side)));
      let sum = 0;
      for (const [i, p] of path.entries()) {
        const q = path[i - 1];
        if (q === undefined) continue;
        const straight = Math.abs(p.x - q.x) + Math.abs(p.y - q.y) === 1;
        sum += (bytes[Math.floor(p.y) * side + Math.floor(p.x)] ?? 0) * (straight ? 5 : 7);
      }
      expect(sum).toBe(best[to]);
    }),
    { numRuns: runs(30) },
  );
});

test('the reach bounds the window; far targets are moved into it', () => {
  const tree = growPaths(discCost(), imagePoint(60, 55), 10);
  expect(tree.window).toEqual({ x0: 50, y0: 45, x1: 71, y1: 66 });
  expect(pathTo(tree, imagePoint(500, 500)).at(-1)).toEqual(imagePoint(70.5, 65.5));
});

test('a click near a rim lands on it, one in the open stays', () => {
  const cost = discCost();
  const snapped = snapToEdge(cost, imagePoint(64, 55), 6);
  expect(Math.abs(Math.hypot(snapped.x - 90, snapped.y - 55) - 30)).toBeLessThan(1.6);
  const far = imagePoint(90.2, 55.7);
  expect(snapToEdge({ ...cost, data: new Uint8Array(cost.data.length).fill(255) }, far, 6)).toBe(far);
});

test('growing a 600 x 600 window takes well under a second', () => {
  const n = 600;
  const data = Uint8Array.from({ length: n * n }, (_, i) => 1 + ((i * 2654435761) % 255));
  const start = performance.now();
  growPaths({ box: { x0: 0, y0: 0, x1: n, y1: n }, data }, imagePoint(300, 300));
  expect(performance.now() - start).toBeLessThan(1500);
});
