import { expect, it } from 'vitest';
import { strongestPlane } from '../mask/strongest-plane.ts';
import { labelsOfScores } from './dense-labels.ts';
import { maskLabels } from './label-sets/mask.ts';

const scores = (planes: readonly (readonly number[])[], side: number) => ({
  channels: planes.length,
  width: side,
  height: side,
  data: Float32Array.from(planes.flat()),
  content: { width: side, height: side },
  box: { x0: 0, y0: 0, x1: 4, y1: 4 },
});

it('enlarges the values of the classes before the greatest is taken', () => {
  // half-pixel centres: the enlarged values of a row are 0, 1/4, 3/4, 1 of the way from the left value to the right one
  const background = [1, 1, 1, 1];
  const object = [0, 4, 0, 4];
  const { data } = labelsOfScores(scores([background, object], 2), { width: 4, height: 4 }, maskLabels);
  // 0, 1, 3, 4 against 1: the border lies after the second pixel, where enlarged classes would put it after the first two of four too
  expect([...data.subarray(0, 4)]).toEqual([0, 0, 1, 1]);
  const weak = labelsOfScores(scores([background, [0, 1.2, 0, 1.2]], 2), { width: 4, height: 4 }, maskLabels);
  // 0, 0.3, 0.9, 1.2: enlarged classes would give two pixels, enlarged values give one
  expect([...weak.data.subarray(0, 4)]).toEqual([0, 0, 0, 1]);
});

it('gives each pixel one class, the first of equals', () => {
  expect([
    ...strongestPlane([Float32Array.of(1, 2, Number.NaN), Float32Array.of(1, 3, 0), Float32Array.of(0, 3, 0)]),
  ]).toEqual([0, 1, 1]);
});

it('refuses a map of classes that the model has chosen', () => {
  expect(() => labelsOfScores(scores([[0, 1, 1, 0]], 2), { width: 4, height: 4 }, maskLabels)).toThrow(
    'the model chooses the classes itself',
  );
});
