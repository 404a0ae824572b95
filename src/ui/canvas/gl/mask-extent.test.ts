import { describe, expect, it } from 'vitest';
import { type LogitsPlane, sampleLogits } from '../../../core/mask/logits.ts';
import { seededRandom } from '../../../core/metrics/seeded-random.ts';
import type { MaskStyle } from '../stage-types.ts';
import { boxAbove, extentOf } from './mask-extent.ts';

const STYLE: MaskStyle = { color: [1, 0, 0], fill: 1, outline: 0, marching: false, soft: 0, dimOutside: 0 };

function plane(data: Float32Array<ArrayBuffer>, width: number, height: number): LogitsPlane {
  // Padding to the right and below, a part of the picture that does not begin at its corner.
  return {
    width,
    height,
    data,
    content: { width: width - 1.5, height: height - 2 },
    box: { x0: 10, y0: 20, x1: 90, y1: 61 },
  };
}

describe('extent of a mask layer', () => {
  it('holds every pixel above the level, and little more', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 60; round++) {
      const [width, height] = [12, 9];
      const data = Float32Array.from({ length: width * height }, () =>
        random() < 0.06 ? 4 * random() : -3 * random(),
      );
      const p = plane(data, width, height);
      const level = random() - 0.5;
      const box = boxAbove(p, level);
      const region = { x0: 0, y0: 0, x1: 100, y1: 70 };
      const values = sampleLogits(p, region);
      for (let i = 0; i < values.length; i++) {
        if (!((values[i] ?? 0) > level)) continue;
        const [x, y] = [(i % 100) + 0.5, Math.floor(i / 100) + 0.5];
        expect(box && x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1).toBe(true);
      }
    }
    const one = new Float32Array(12 * 9).fill(-1);
    one[4 * 12 + 5] = 1;
    const box = boxAbove(plane(one, 12, 9), 0);
    expect((box?.x1 ?? 99) - (box?.x0 ?? 0)).toBeLessThan(80 / 4);
  });

  it('is null where nothing is above the level, and follows a threshold that moves', () => {
    const p = plane(new Float32Array(12 * 9).fill(1), 12, 9);
    expect(boxAbove(p, 2)).toBeNull();
    expect(boxAbove(p, 0)).toEqual(p.box);
    expect(boxAbove(p, 2)).toBeNull();
  });

  it('reaches as far as a soft edge and as an accepted mask that a hover would take away', () => {
    const low = plane(new Float32Array(12 * 9).fill(-1), 12, 9);
    const layer = { id: 'm', kind: 'logits', plane: low, threshold: 0, style: STYLE } as const;
    expect(extentOf(layer)).toBeNull();
    expect(extentOf({ ...layer, style: { ...STYLE, soft: 2 } })).toEqual(low.box);
    const before = plane(new Float32Array(12 * 9).fill(1), 12, 9);
    expect(extentOf({ ...layer, delta: { plane: before, threshold: 0, removed: [0, 0, 0] } })).toEqual(before.box);
  });
});
