import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test-support/shared.ts';
import { rleFromString, rleToString } from '../coco/rle-string.ts';
import type { Mask } from '../mask/mask.ts';
import { boundaryWidth, maskBoundary, rleBoundary } from './mask-boundary.ts';

function erodeOnce(mask: Mask): Mask {
  const { width, height, data } = mask;
  const inside = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < width && y < height ? (data[y * width + x] ?? 0) : 0;
  const out = data.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) if (inside(x + dx, y + dy) === 0) return 0;
    return 1;
  });
  return { width, height, data: out };
}

describe('maskBoundary', () => {
  it('is the mask without its repeated 3x3 erosion', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 1, 1, 1, 1), { minLength: 121, maxLength: 121 }),
        fc.integer({ min: 1, max: 3 }),
        (bits, width) => {
          const mask: Mask = { width: 11, height: 11, data: Uint8Array.from(bits) };
          let eroded = mask;
          for (let i = 0; i < width; i++) eroded = erodeOnce(eroded);
          expect(maskBoundary(mask, width).data).toEqual(mask.data.map((v, i) => v - (eroded.data[i] ?? 0)));
        },
      ),
    );
  });
  it('rounds the width half to even', () => {
    expect(boundaryWidth({ width: 75, height: 100 }, 0.02)).toBe(2);
    expect(boundaryWidth({ width: 3, height: 4 }, 0.02)).toBe(1);
  });
});

describeWithShared('boundary-iou-api goldens', 'goldens/interactive', () => {
  it('cuts the same bands', () => {
    const { cases } = JSON.parse(readFileSync(sharedPath('goldens/interactive/boundary_iou.json'), 'utf8')) as {
      cases: {
        size: [number, number];
        a_rle: string;
        a_boundary_rle: string;
        dilation_px: number;
        dilation_ratio: number;
      }[];
    };
    for (const c of cases) {
      const size = { height: c.size[0], width: c.size[1] };
      expect(boundaryWidth(size, c.dilation_ratio)).toBe(c.dilation_px);
      expect(rleToString(rleBoundary(rleFromString(c.a_rle, size), c.dilation_ratio))).toBe(c.a_boundary_rle);
    }
  });
});
