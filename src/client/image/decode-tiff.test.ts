import { expect, it } from 'vitest';
import { tiffToRgba } from './decode-tiff.ts';

const page = { width: 2, height: 1, samplesPerPixel: 1, bitsPerSample: 8, type: 1 };

it('reads grey, inverted grey, alpha and stretched floating point', () => {
  expect([...tiffToRgba({ ...page, data: [0, 200] })]).toEqual([0, 0, 0, 255, 200, 200, 200, 255]);
  expect([...tiffToRgba({ ...page, type: 0, data: [0, 200] })]).toEqual([255, 255, 255, 255, 55, 55, 55, 255]);
  expect([...tiffToRgba({ ...page, samplesPerPixel: 2, data: [10, 255, 20, 0] })]).toEqual([
    10, 10, 10, 255, 20, 20, 20, 0,
  ]);
  expect([...tiffToRgba({ ...page, bitsPerSample: 32, data: [-1, 3] })]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
});

it('reads 16 bits and palettes', () => {
  expect([...tiffToRgba({ ...page, bitsPerSample: 16, data: [65535, 257] })].slice(0, 5)).toEqual([
    255, 255, 255, 255, 1,
  ]);
  const palette = [
    [65535, 0, 0],
    [0, 0, 65535],
  ] as const;
  expect([...tiffToRgba({ ...page, type: 3, data: [1, 0], palette })]).toEqual([0, 0, 255, 255, 255, 0, 0, 255]);
});
