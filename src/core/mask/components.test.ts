import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMask, maskOf } from '../../test-support/masks.ts';
import {
  type Connectivity,
  componentAt,
  fillHoles,
  findComponents,
  keepLargest,
  labelPlane,
  removeIslands,
  removeSmallRegions,
} from './components.ts';
import { type Mask, maskArea } from './mask.ts';

/** Flood fill, written the slow and obvious way. */
function floodLabels(mask: Mask, connectivity: Connectivity): Int32Array {
  const labels = new Int32Array(mask.data.length);
  let next = 0;
  for (let i = 0; i < labels.length; i++) {
    if (mask.data[i] !== 1 || labels[i] !== 0) continue;
    next++;
    const stack = [i];
    labels[i] = next;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % mask.width;
      const y = (at - x) / mask.width;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          const nx = x + dx;
          const ny = y + dy;
          const n = ny * mask.width + nx;
          if (nx < 0 || ny < 0 || nx >= mask.width || ny >= mask.height || mask.data[n] !== 1 || labels[n] !== 0)
            continue;
          labels[n] = next;
          stack.push(n);
        }
      }
    }
  }
  return labels;
}

test('labels equal those of a flood fill in raster order', () => {
  fc.assert(
    fc.property(arbitraryMask(30), fc.constantFrom<Connectivity>(4, 8), (mask, connectivity) => {
      const components = findComponents(mask, connectivity);
      const plane = labelPlane(mask, components);
      expect(plane).toEqual(floodLabels(mask, connectivity));
      expect(components.areas.reduce((a, b) => a + b, 0)).toBe(maskArea(mask));
      for (let y = 0; y < mask.height; y++) {
        for (let x = 0; x < mask.width; x++) {
          expect(componentAt(components, x, y)).toBe((plane[y * mask.width + x] ?? 0) - 1);
        }
      }
    }),
  );
});

test('islands go, the large part stays', () => {
  const mask = maskOf('##..#', '##...', '....#');
  expect(removeIslands(mask, 2)).toEqual(maskOf('##...', '##...', '.....'));
  expect(removeIslands(mask, 1)).toEqual(mask);
  expect(keepLargest(mask)).toEqual(maskOf('##...', '##...', '.....'));
});

test('holes are filled up to a size; bays and the border are no holes', () => {
  const mask = maskOf('#####', '#.#.#', '#.###', '###..', '..#..');
  expect(fillHoles(mask)).toEqual(maskOf('#####', '#####', '#####', '###..', '..#..'));
  expect(fillHoles(mask, 1)).toEqual(maskOf('#####', '#.###', '#.###', '###..', '..#..'));
  expect(fillHoles(maskOf('.#.', '#.#', '.#.'))).toEqual(maskOf('.#.', '###', '.#.'));
});

test('filling leaves no hole and is idempotent', () => {
  fc.assert(
    fc.property(arbitraryMask(30), (mask) => {
      const filled = fillHoles(mask);
      expect(fillHoles(filled)).toEqual(filled);
      expect(maskArea(filled)).toBeGreaterThanOrEqual(maskArea(mask));
    }),
  );
});

test('everything mode clean-up keeps the largest island when all are small', () => {
  expect(removeSmallRegions(maskOf('##....', '......', '....#.'), 9)).toEqual(maskOf('##....', '......', '......'));
  expect(removeSmallRegions(maskOf('######', '#.####', '######'), 2)).toEqual(maskOf('######', '######', '######'));
});
