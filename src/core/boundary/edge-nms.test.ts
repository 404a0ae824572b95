import { describe, expect, it } from 'vitest';
import { type EdgeMap, suppressEdges } from './edge-nms.ts';

const ridge = (strengthAt: (x: number, y: number) => number): EdgeMap => ({
  width: 41,
  height: 41,
  data: Float32Array.from({ length: 41 * 41 }, (_, i) => strengthAt(i % 41, Math.floor(i / 41))),
});
const kept = (map: EdgeMap, x: number, y: number): boolean => (map.data[y * map.width + x] ?? 0) > 0;
const bump = (distance: number): number => Math.exp(-(distance * distance) / 8);

describe('suppressEdges', () => {
  it.each<[string, (x: number, y: number) => number, (t: number) => [number, number], [number, number]]>([
    ['upright', (x) => bump(x - 20), (t) => [20, t], [1, 0]],
    ['level', (_x, y) => bump(y - 20), (t) => [t, 20], [0, 1]],
    ['falling', (x, y) => bump((x - y) / Math.SQRT2), (t) => [t, t], [2, -2]],
    ['rising', (x, y) => bump((x + y - 40) / Math.SQRT2), (t) => [t, 40 - t], [2, 2]],
  ])('thins a soft %s ridge to its crest', (_name, strength, crest, [dx, dy]) => {
    const result = suppressEdges(ridge(strength));
    for (let t = 12; t <= 28; t++) {
      const [x, y] = crest(t);
      expect(kept(result, x, y)).toBe(true);
      expect(kept(result, x + 2 * dx, y + 2 * dy)).toBe(false);
      expect(kept(result, x - 2 * dx, y - 2 * dy)).toBe(false);
    }
  });
  it('fades at the rim', () => {
    const result = suppressEdges(ridge((x) => bump(x - 20)));
    expect(result.data[20]).toBe(0);
    expect(result.data[2 * 41 + 20]).toBeLessThan(result.data[20 * 41 + 20] ?? 0);
  });
});
