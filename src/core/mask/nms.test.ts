import { expect, test } from 'vitest';
import { maskOf } from '../../test-support/masks.ts';
import { boxNms, maskNms } from './nms.ts';
import { packRegion } from './packed.ts';

const box = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });

test('a box goes when a better one covers it by more than the threshold', () => {
  const boxes = [box(0, 0, 10, 10), box(0, 0, 10, 9), box(20, 0, 30, 10), box(0, 0, 10, 5)];
  expect(boxNms(boxes, [0.8, 0.9, 0.5, 0.95], 0.7)).toEqual([3, 1, 2]);
  expect(boxNms(boxes, [0.8, 0.9, 0.5, 0.1], 0.5)).toEqual([1, 2]);
  // Exactly the threshold is kept, as in torchvision.
  expect(boxNms([box(0, 0, 10, 10), box(0, 0, 10, 5)], [1, 0.5], 0.5)).toEqual([0, 1]);
  expect(boxNms([], [], 0.5)).toEqual([]);
});

test('equal scores keep their order and NaN comes last', () => {
  const apart = [box(0, 0, 1, 1), box(2, 0, 3, 1), box(4, 0, 5, 1)];
  expect(boxNms(apart, [Number.NaN, 0.5, 0.5], 0.5)).toEqual([1, 2, 0]);
});

test('masks that share a box but no pixel both stay; a part inside a whole can be dropped', () => {
  const size = { width: 50, height: 10 };
  const at = box(40, 2, 44, 4);
  const left = packRegion(maskOf('##..', '##..'), at, size);
  const right = packRegion(maskOf('..##', '..##'), at, size);
  const whole = packRegion(maskOf('####', '####'), at, size);
  expect(maskNms([left, right], [0.9, 0.8], 0.5)).toEqual([0, 1]);
  expect(maskNms([left, right, whole], [0.7, 0.6, 0.9], 0.5)).toEqual([2, 0, 1]);
  expect(maskNms([left, right, whole], [0.7, 0.6, 0.9], 0.5, 'smaller')).toEqual([2]);
});
