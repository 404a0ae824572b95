import { expect, it } from 'vitest';
import type { PngColour, PngImage } from '../../core/image/png.ts';
import { decodeDeepPng } from './deep-png.ts';

function png(colour: PngColour, samples: readonly number[], transparency: readonly number[] | null = null): PngImage {
  const channels = { grey: 1, palette: 1, 'grey-alpha': 2, rgb: 3, rgba: 4 }[colour];
  return {
    width: samples.length / channels,
    height: 1,
    bitDepth: 16,
    colour,
    channels,
    samples: Uint16Array.from(samples),
    palette: null,
    transparency: transparency && Uint8Array.from(transparency),
  };
}

const reds = (data: Uint8ClampedArray): number[] => [...data].filter((_, i) => i % 4 === 0);

it('twelve bits stored in sixteen are shown between what is there', () => {
  const { data, window, display, note } = decodeDeepPng(png('grey', [0, 1024, 2048, 4095]), {});
  expect(reds(data)).toEqual([0, 64, 128, 255]);
  expect([window.low, window.high, window.stretched]).toEqual([0, 4095, true]);
  expect(display.values).toEqual({ low: 0, high: 4095, least: 0, most: 4095, chosen: false });
  expect(note).toContain('from 0 (black) to 4095 (white)');
});

it('values that reach the upper half keep the whole range', () => {
  const { data, window } = decodeDeepPng(png('rgb', [0, 32_896, 65_535, 257, 514, 771]), {});
  expect(window.stretched).toBe(false);
  expect([...data]).toEqual([0, 128, 255, 255, 1, 2, 3, 255]);
});

it('a window set by hand is taken, values beyond it are black and white', () => {
  const { data, display } = decodeDeepPng(png('grey', [0, 1000, 1500, 3000]), { window: { low: 1000, high: 2000 } });
  expect(reds(data)).toEqual([0, 0, 128, 255]);
  expect(display.values?.chosen).toBe(true);
});

it('transparent pixels are no data, alpha and the transparent colour are kept', () => {
  const { data, window } = decodeDeepPng(png('grey-alpha', [100, 65_535, 60_000, 0, 200, 32_896]), {});
  expect([window.low, window.high]).toEqual([100, 200]);
  expect([...data].filter((_, i) => i % 4 === 3)).toEqual([255, 0, 128]);
  const clear = decodeDeepPng(png('rgb', [1, 2, 3, 40_000, 5, 6], [0, 1, 0, 2, 0, 3]), {});
  expect([...clear.data].filter((_, i) => i % 4 === 3)).toEqual([0, 255]);
});
