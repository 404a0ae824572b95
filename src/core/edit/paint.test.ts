import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test-support/long.ts';
import { imagePoint } from '../geometry/space.ts';
import { combinePacked, emptyPacked, packedArea, packedEquals, packedHas } from '../mask/packed.ts';
import { squaredDistanceToSegment, strokeToMask } from '../prompt/brush.ts';
import { applyDelta } from './delta.ts';
import { applyStroke, type BrushTip, StrokePainter } from './paint.ts';

const size = { width: 300, height: 200 };
const hard: BrushTip = { radius: 12, hardness: 1, leastPressure: 1 };
const coordinate = fc.tuple(
  fc.double({ min: -20, max: 320, noNaN: true }),
  fc.double({ min: -20, max: 220, noNaN: true }),
);

function paint(tip: BrushTip, points: readonly (readonly [number, number, number?])[]): StrokePainter {
  const painter = new StrokePainter(size, tip);
  for (const [x, y, pressure] of points) painter.extend({ at: imagePoint(x, y), pressure: pressure ?? 1 });
  return painter;
}

test('a hard stroke covers exactly the swept disc, over tile borders and the picture edge', () => {
  fc.assert(
    fc.property(fc.array(coordinate, { minLength: 1, maxLength: 5 }), (points) => {
      const covered = paint(hard, points).covered();
      const path = points.map(([x, y]) => imagePoint(x, y));
      expect(packedEquals(covered, strokeToMask({ kind: 'brush', path, radius: 12, label: 'include' }, size))).toBe(
        true,
      );
    }),
    { numRuns: runs(50) },
  );
});

test('nothing changes outside the reported part', () => {
  fc.assert(
    fc.property(
      fc.array(coordinate, { minLength: 2, maxLength: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (points, hardness) => {
        const painter = new StrokePainter(size, { ...hard, hardness });
        let before = emptyPacked(size);
        for (const [x, y] of points) {
          const changed = painter.extend({ at: imagePoint(x, y), pressure: 1 });
          const after = painter.covered();
          const { box } = combinePacked(before, after, 'differ');
          if (box.x1 > box.x0) {
            expect(changed).not.toBeNull();
            if (changed !== null) {
              expect(box.x0 >= changed.x0 && box.y0 >= changed.y0 && box.x1 <= changed.x1 && box.y1 <= changed.y1).toBe(
                true,
              );
            }
          }
          before = after;
        }
      },
    ),
    { numRuns: runs(50) },
  );
});

test('pressure narrows the stroke, a soft tip covers less in one pass and more in several', () => {
  const light = paint({ ...hard, leastPressure: 0.25 }, [[150, 100, 0]]).covered();
  expect(packedArea(light)).toBeGreaterThan(20);
  expect(packedArea(light)).toBeLessThan(40);
  const soft = { ...hard, hardness: 0 };
  const once = packedArea(paint(soft, [[150, 100]]).covered());
  expect(once).toBeLessThan(packedArea(paint(hard, [[150, 100]]).covered()) / 2);
  const line = packedArea(
    paint(soft, [
      [100, 100],
      [200, 100],
    ]).covered(),
  );
  const back = packedArea(
    paint(soft, [
      [100, 100],
      [200, 100],
      [100, 100],
      [200, 100],
    ]).covered(),
  );
  expect(back).toBeGreaterThan(line);
});

test('a soft stroke does not depend on how often the pointer reports', () => {
  const soft = { ...hard, hardness: 0.3 };
  const few = paint(soft, [
    [50, 60],
    [250, 60],
  ]).covered();
  const many = paint(
    soft,
    Array.from({ length: 101 }, (_, i): readonly [number, number] => [50 + 2 * i, 60]),
  ).covered();
  const difference = packedArea(combinePacked(few, many, 'differ'));
  expect(difference / packedArea(few)).toBeLessThan(0.02);
});

test('drawing then erasing the same stroke restores, and deltas undo exactly', () => {
  const stroke = paint(hard, [
    [40, 40],
    [90, 120],
  ]).covered();
  const drawn = applyStroke(emptyPacked(size), stroke, 'brush');
  expect(packedEquals(applyStroke(drawn.mask, stroke, 'eraser').mask, emptyPacked(size))).toBe(true);
  expect(packedEquals(applyDelta(drawn.mask, drawn.delta), emptyPacked(size))).toBe(true);
  expect(packedHas(drawn.mask, 65, 80)).toBe(
    squaredDistanceToSegment(65.5, 80.5, imagePoint(40, 40), imagePoint(90, 120)) <= 144,
  );
});

test('a stroke on a 100-megapixel picture keeps only the tiles it touches', () => {
  const painter = new StrokePainter({ width: 12_000, height: 9000 }, hard);
  painter.extend({ at: imagePoint(11_000, 8000), pressure: 1 });
  painter.extend({ at: imagePoint(11_100, 8050), pressure: 1 });
  expect(painter.covered().bits.byteLength).toBeLessThan(3000);
});
