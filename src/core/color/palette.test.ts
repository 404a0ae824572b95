import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  AGREEMENT_COLORS,
  INSTANCE_COLORS,
  inkOn,
  instanceColor,
  nextInstanceColor,
  rampColor,
  rampTable,
} from './palette.ts';
import { colorDistance, contrast, formatHex, luminance, parseHex, type Rgb, VISIONS } from './vision.ts';

function rgb(text: string): Rgb {
  const color = parseHex(text);
  if (color === null) throw new Error(`${text} is no colour`);
  return color;
}

test('any two object colours differ for every kind of colour vision', () => {
  for (const [i, a] of INSTANCE_COLORS.entries()) {
    for (const b of INSTANCE_COLORS.slice(0, i)) {
      for (const vision of VISIONS) {
        expect(colorDistance(rgb(a), rgb(b), vision), `${a} ${b} ${vision}`).toBeGreaterThan(0.075);
      }
    }
  }
});

test('red and green, the classic mistake, collapse for deutan and protan vision: the simulation works', () => {
  const red = rgb('#b07010');
  const green = rgb('#7a8a10');
  expect(colorDistance(red, green, 'deutan')).toBeLessThan(colorDistance(red, green) / 2);
  expect(colorDistance(rgb('#000'), rgb('#fff'))).toBeCloseTo(1, 3);
});

test('agreement colours are far apart for everyone', () => {
  const colors = Object.values(AGREEMENT_COLORS).map((c) => rgb(String(c)));
  for (const [i, a] of colors.entries()) {
    for (const b of colors.slice(0, i)) {
      for (const vision of VISIONS) expect(colorDistance(a, b, vision)).toBeGreaterThan(0.2);
    }
  }
});

test('text on a swatch always has at least 4.5:1', () => {
  for (const color of INSTANCE_COLORS) expect(contrast(rgb(color), rgb(inkOn(color)))).toBeGreaterThanOrEqual(4.5);
});

test('colours are given out, freed and given out again', () => {
  expect(nextInstanceColor([])).toBe(INSTANCE_COLORS[0]);
  expect(nextInstanceColor(INSTANCE_COLORS)).toBe(INSTANCE_COLORS[0]);
  expect(nextInstanceColor(INSTANCE_COLORS.filter((_, i) => i !== 5))).toBe(INSTANCE_COLORS[5]);
  expect(instanceColor(17)).toBe(INSTANCE_COLORS[1]);
});

test('sequential ramps get steadily lighter, the diverging one is white in the middle', () => {
  for (const name of ['viridis', 'cividis'] as const) {
    const table = rampTable(name);
    let before = -1;
    for (let i = 0; i < 256; i += 8) {
      const light = luminance({ r: table[4 * i] ?? 0, g: table[4 * i + 1] ?? 0, b: table[4 * i + 2] ?? 0 });
      expect(light).toBeGreaterThan(before);
      before = light;
    }
  }
  expect(luminance(rgb(rampColor('rdbu', 0.5)))).toBeGreaterThan(0.85);
  expect(rampColor('rdbu', -3)).toBe(rampColor('rdbu', 0));
});

test('hex colours survive parsing and formatting; other text is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const text = `#${value.toString(16).padStart(6, '0')}`;
      expect(formatHex(rgb(text))).toBe(text);
    }),
  );
  for (const bad of ['', '#', '#12', '123456', '#12345g', 'red', '#1234567']) expect(parseHex(bad)).toBeNull();
});
