import { expect, it } from 'vitest';
import { clusterInterval } from './bootstrap.ts';
import { drawSome, seededRandom } from './seeded-random.ts';

it('repeats a seed exactly and differs between seeds', () => {
  const take = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 5 }, random);
  };
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
});

it('is uniform enough', () => {
  const random = seededRandom(1);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const at = Math.floor(random() * 10);
    bins[at] = (bins[at] ?? 0) + 1;
  }
  for (const n of bins) expect(Math.abs(n - 2000)).toBeLessThan(200);
});

it('draws without replacement and keeps the order', () => {
  const items = [...Array(30).keys()];
  const drawn = drawSome(items, 12, seededRandom(3));
  expect(drawn).toHaveLength(12);
  expect(new Set(drawn).size).toBe(12);
  expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
  expect(drawSome(items, 99, seededRandom(3))).toEqual(items);
});

it('encloses the mean and narrows with more pictures', () => {
  const random = seededRandom(5);
  const groups = (n: number): number[][] => Array.from({ length: n }, () => [random(), random(), random()]);
  const few = clusterInterval(groups(6), 1);
  const many = clusterInterval(groups(300), 1);
  if (!few || !many) throw new Error('no interval');
  for (const i of [few, many]) {
    expect(i.low).toBeLessThanOrEqual(i.mean);
    expect(i.high).toBeGreaterThanOrEqual(i.mean);
  }
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
});

it('covers the true mean about as often as it says', () => {
  const random = seededRandom(11);
  let covered = 0;
  for (let round = 0; round < 200; round++) {
    const interval = clusterInterval(
      Array.from({ length: 40 }, () => [random(), random()]),
      round,
      300,
    );
    if (interval && interval.low <= 0.5 && interval.high >= 0.5) covered++;
  }
  expect(covered).toBeGreaterThan(175);
});

it('is null without values and the range for one picture', () => {
  expect(clusterInterval([[], []], 1)).toBeNull();
  expect(clusterInterval([[0.2, 0.8]], 1)).toEqual({ mean: 0.5, low: 0.2, high: 0.8 });
});
