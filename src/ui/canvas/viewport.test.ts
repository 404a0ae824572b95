import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint, viewPoint } from '../../core/geometry/space.ts';
import {
  clampViewport,
  fitViewport,
  fitZoom,
  MAX_ZOOM,
  panBy,
  revealPoint,
  toPicture,
  toView,
  zoomAt,
} from './viewport.ts';

const stage = { width: 800, height: 600 };
const picture = { width: 4000, height: 3000 };

describe('viewport', () => {
  it('fits the whole picture with its margin', () => {
    const view = fitViewport(picture, stage);
    const a = toView(view, stage, imagePoint(0, 0));
    const b = toView(view, stage, imagePoint(picture.width, picture.height));
    expect(a.x).toBeGreaterThanOrEqual(15.99);
    expect(a.y).toBeGreaterThanOrEqual(15.99);
    expect(b.x).toBeLessThanOrEqual(784.01);
    expect(b.y).toBeLessThanOrEqual(584.01);
    expect(Math.min(a.x, a.y)).toBeCloseTo(16, 5);
  });

  it('enlarges a tiny picture eightfold at most', () => {
    expect(fitZoom({ width: 10, height: 10 }, stage)).toBe(8);
  });

  it('maps to the screen and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 4000, noNaN: true }),
        fc.double({ min: 0, max: 3000, noNaN: true }),
        fc.double({ min: 0.05, max: 64, noNaN: true }),
        (x, y, zoom) => {
          const view = { centre: imagePoint(x / 2, y / 3), zoom };
          const back = toPicture(view, stage, toView(view, stage, imagePoint(x, y)));
          expect(back.x).toBeCloseTo(x, 6);
          expect(back.y).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it('keeps the point under the pointer while zooming in the middle of the picture', () => {
    const view = clampViewport({ centre: imagePoint(2000, 1500), zoom: 1 }, picture, stage);
    const anchor = viewPoint(300, 200);
    const before = toPicture(view, stage, anchor);
    const after = toPicture(zoomAt(view, picture, stage, anchor, 1.7), stage, anchor);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
  });

  it('never zooms beyond its limits', () => {
    const view = fitViewport(picture, stage);
    expect(zoomAt(view, picture, stage, viewPoint(0, 0), 1e9).zoom).toBe(MAX_ZOOM);
    expect(zoomAt(view, picture, stage, viewPoint(0, 0), 1e-9).zoom).toBeCloseTo(fitZoom(picture, stage) / 4, 9);
  });

  it('cannot lose the picture, however far it is dragged', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0.05, max: 64, noNaN: true }),
        (dx, dy, zoom) => {
          const view = panBy(clampViewport({ centre: imagePoint(0, 0), zoom }, picture, stage), picture, stage, dx, dy);
          const a = toView(view, stage, imagePoint(0, 0));
          const b = toView(view, stage, imagePoint(picture.width, picture.height));
          expect(Math.min(b.x, stage.width) - Math.max(a.x, 0)).toBeGreaterThan(10);
          expect(Math.min(b.y, stage.height) - Math.max(a.y, 0)).toBeGreaterThan(10);
        },
      ),
    );
  });

  it('reveals a point just as far as needed', () => {
    const view = { centre: imagePoint(2000, 1500), zoom: 1 };
    expect(revealPoint(view, picture, stage, imagePoint(2100, 1500), 32)).toBe(view);
    const moved = revealPoint(view, picture, stage, imagePoint(2500, 1500), 32);
    expect(toView(moved, stage, imagePoint(2500, 1500)).x).toBeCloseTo(768, 6);
  });
});
