import { expect, test } from 'vitest';
import { regionCells, regionTree } from '../edges/region-tree.ts';
import { Looks, type SimilarityGrid, unlikeness } from './look.ts';
import { naturalBreak } from './natural-break.ts';
import { type Region, regionIou, regionOf, sharedPart } from './region.ts';

const W = 60;
const H = 40;
const grid = { width: W, height: H };
/** Red disks, a blue disk and a red bar on grey, with a boundary of strength 0.8 around each. */
const DISKS = [
  [10, 10, 6, 'red'],
  [30, 10, 7, 'red'],
  [50, 10, 6, 'blue'],
  [12, 30, 7, 'red'],
] as const;

function scene(): SimilarityGrid {
  const colours = new Float32Array(W * H * 3).fill(120);
  const features = new Float32Array(W * H * 2);
  const strength = new Float32Array(W * H).fill(0.05);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const i = y * W + x;
      const disk = DISKS.find(([cx, cy, r]) => Math.hypot(x - cx, y - cy) <= r);
      const bar = x >= 26 && x < 58 && y >= 30 && y < 34;
      const name = bar ? 'red' : disk?.[3];
      if (name) colours.set(name === 'red' ? [220, 40, 40] : [40, 40, 220], 3 * i);
      features.set(name ? [1, name === 'red' ? 1 : -1] : [-1, 0], 2 * i);
      const rim = DISKS.some(([cx, cy, r]) => Math.abs(Math.hypot(x - cx, y - cy) - r - 0.5) < 0.8);
      const edge = x >= 25 && x < 59 && y >= 29 && y < 35 && !(x >= 26 && x < 58 && y >= 30 && y < 34);
      if (rim || edge) strength[i] = 0.8;
    }
  }
  return { ...grid, colours, features, channels: 2, strength };
}

const disk = (cx: number, cy: number, r: number): Region => {
  const cells = Uint8Array.from({ length: W * H }, (_, i) =>
    Math.hypot((i % W) - cx, Math.floor(i / W) - cy) <= r ? 1 : 0,
  );
  const region = regionOf(cells, grid);
  if (!region) throw new Error('empty');
  return region;
};

test('the boundary hierarchy holds every enclosed thing as one region, strongly outlined', () => {
  const grid = scene();
  const tree = regionTree(grid.strength, grid);
  for (const [cx, cy, r] of DISKS) {
    const best = Math.max(
      ...tree.nodes.map((node, id) => {
        const region = node.outside > 0.3 ? regionOf(regionCells(tree, id), grid) : null;
        return region ? regionIou(region, disk(cx, cy, r)) : 0;
      }),
    );
    expect(best).toBeGreaterThan(0.75);
  }
  const root = tree.nodes.at(-1);
  expect(root).toMatchObject({ area: W * H, outside: 1 });
  for (const node of tree.nodes) {
    expect(node.outside).toBeGreaterThanOrEqual(node.inside);
    for (const part of node.parts ?? []) expect(tree.nodes[part]?.outside).toBe(node.inside);
  }
});

test('red disks are more alike than a blue disk or a red bar', () => {
  const looks = new Looks(scene());
  const [first, second, blue, third] = DISKS.map(([x, y, r]) => disk(x, y, r));
  const bar = regionOf(
    Uint8Array.from({ length: W * H }, (_, i) => (i % W >= 26 && i % W < 58 && i / W >= 30 && i / W < 34 ? 1 : 0)),
    grid,
  );
  if (!first || !second || !blue || !third || !bar) throw new Error('empty');
  const others = [second, third, blue, bar].map((r) => looks.of(r));
  const [b = 0, c = 0, d = 0, e = 0] = unlikeness([looks.of(first)], others).toExamples;
  expect(Math.max(b, c)).toBeLessThan(Math.min(d, e) / 2);
  const [, , coloured = 0, long = 0] = unlikeness([looks.of(first), looks.of(blue)], others).toExamples;
  expect(coloured).toBeLessThan(long / 2);
  expect(looks.contour(first)).toBeGreaterThan(0.6);
  expect(sharedPart(first, bar)).toBe(0);
});

test('the break lies in the widest gap of the window, in its middle when nothing is there', () => {
  expect(naturalBreak([0.9, 0.44, 0.42, 0.37, 0.36, 0.1], 0.4, 0.05)).toBeCloseTo(0.395);
  expect(naturalBreak([0.9, 0.1], 0.4, 0.05)).toBeCloseTo(0.4);
  expect(naturalBreak([], 0.4, 0.05)).toBeCloseTo(0.4);
  expect(naturalBreak([0.41, 0.19], 0.4, 0.05)).toBeCloseTo(0.38);
});
