import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { arbitraryMask, maskOf } from '../../test-support/masks.ts';
import { imagePoint } from '../geometry/space.ts';
import { simplifyPolygons, traceMask, tracePacked } from './contours.ts';
import { type Mask, maskArea } from './mask.ts';
import { packRegion } from './packed.ts';
import {
  countVertices,
  polygonsArea,
  rasterisePolygons,
  rasteriseRings,
  ringBounds,
  ringsOf,
  selfCrosses,
  signedArea,
} from './polygon.ts';

test('filling traced outlines gives the mask back, with the same area', () => {
  fc.assert(
    fc.property(arbitraryMask(40), (mask) => {
      const polygons = traceMask(mask);
      expect(rasterisePolygons(polygons, { x0: 0, y0: 0, x1: mask.width, y1: mask.height })).toEqual(mask);
      expect(polygonsArea(polygons)).toBe(maskArea(mask));
    }),
    { numRuns: runs(300) },
  );
});

test('outer rings run clockwise, holes the other way, each hole inside its own polygon', () => {
  fc.assert(
    fc.property(arbitraryMask(30), (mask) => {
      for (const polygon of traceMask(mask)) {
        expect(signedArea(polygon.outer)).toBeGreaterThan(0);
        const outer = ringBounds([polygon.outer]);
        for (const hole of polygon.holes) {
          expect(signedArea(hole)).toBeLessThan(0);
          const inner = ringBounds([hole]);
          expect(outer !== null && inner !== null && inner.x0 > outer.x0 && inner.x1 < outer.x1).toBe(true);
        }
        for (const ring of ringsOf([polygon])) expect(selfCrosses(ring)).toBe(false);
      }
    }),
  );
});

test('a ring with a hole in plain sight', () => {
  const [polygon, ...others] = traceMask(maskOf('####', '#..#', '####'));
  expect(others).toEqual([]);
  expect(polygon?.outer).toEqual([imagePoint(0, 0), imagePoint(4, 0), imagePoint(4, 3), imagePoint(0, 3)]);
  expect(polygon?.holes).toHaveLength(1);
});

test('a packed mask is traced where it lies', () => {
  const packed = packRegion(maskOf('##'), { x0: 70, y0: 9, x1: 72, y1: 10 }, { width: 100, height: 20 });
  expect(ringBounds(ringsOf(tracePacked(packed)))).toEqual({ x0: 70, y0: 9, x1: 72, y1: 10 });
});

function disc(side: number, radius: number): Mask {
  const c = side / 2 - 0.5;
  return {
    width: side,
    height: side,
    data: Uint8Array.from({ length: side * side }, (_, i) =>
      Math.hypot((i % side) - c, Math.floor(i / side) - c) < radius ? 1 : 0,
    ),
  };
}

test('simplifying drops most vertices, keeps the area within 0.5 % and the mask within 2 %', () => {
  const mask = disc(200, 80);
  const full = traceMask(mask);
  let before = countVertices(full);
  for (const tolerance of [0.75, 1.5, 3]) {
    const simple = simplifyPolygons(full, tolerance, mask);
    expect(countVertices(simple)).toBeLessThan(before);
    before = countVertices(simple);
    expect(Math.abs(polygonsArea(simple) / maskArea(mask) - 1)).toBeLessThan(0.005);
    const filled = rasterisePolygons(simple, { x0: 0, y0: 0, x1: 200, y1: 200 });
    let wrong = 0;
    filled.data.forEach((v, i) => {
      if (v !== mask.data[i]) wrong++;
    });
    expect(wrong / maskArea(mask)).toBeLessThan(0.02);
  }
  expect(before).toBeLessThan(40);
  expect(simplifyPolygons(full, 0, mask)).toBe(full);
});

test('simplified outlines stay inside the picture and on its border', () => {
  fc.assert(
    fc.property(arbitraryMask(40), fc.double({ min: 0.5, max: 4, noNaN: true }), (mask, tolerance) => {
      const bounds = ringBounds(ringsOf(simplifyPolygons(traceMask(mask), tolerance, mask)));
      if (bounds === null) return;
      expect(bounds.x0).toBeGreaterThanOrEqual(0);
      expect(bounds.y0).toBeGreaterThanOrEqual(0);
      expect(bounds.x1).toBeLessThanOrEqual(mask.width);
      expect(bounds.y1).toBeLessThanOrEqual(mask.height);
    }),
  );
});

test('a bow tie crosses itself, a star shape fills by the even-odd rule', () => {
  const tie = [imagePoint(0, 0), imagePoint(4, 4), imagePoint(4, 0), imagePoint(0, 4)];
  expect(selfCrosses(tie)).toBe(true);
  expect(selfCrosses([imagePoint(0, 0), imagePoint(4, 0), imagePoint(4, 4)])).toBe(false);
  const square = [imagePoint(0, 0), imagePoint(4, 0), imagePoint(4, 4), imagePoint(0, 4)];
  expect(maskArea(rasteriseRings([square, square], { x0: 0, y0: 0, x1: 4, y1: 4 }))).toBe(0);
});
