import { expect, it } from 'vitest';
import { splitAxis } from './picture-texture.ts';

it('cuts an axis without gaps into parts that leave room for the overlap', () => {
  for (const [length, most] of [
    [4096, 4096],
    [4097, 4096],
    [12_000, 4096],
    [333, 96],
  ] as const) {
    const parts = splitAxis(length, most);
    expect(parts[0]?.from).toBe(0);
    expect(parts.at(-1)?.to).toBe(length);
    parts.forEach((p, i) => {
      if (i > 0) expect(p.from).toBe(parts[i - 1]?.to);
      expect(p.to - p.from).toBeLessThanOrEqual(length > most ? most - 32 : most);
    });
  }
});
