import { expect, it } from 'vitest';
import { mostRadius, steppedRadius } from './brush-size.ts';

it('a step always changes the radius, stays a whole number and ends at its limits', () => {
  const most = mostRadius({ width: 600, height: 400 });
  expect(most).toBe(100);
  const up: number[] = [1];
  while ((up.at(-1) ?? most) < most) up.push(steppedRadius(up.at(-1) ?? 1, 1, most));
  expect(up.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(up.at(-1)).toBe(100);
  expect(up.every((r, i) => Number.isInteger(r) && r > (up[i - 1] ?? 0))).toBe(true);
  let r = most;
  let steps = 0;
  for (; r > 1; steps++) r = steppedRadius(r, -1, most);
  expect(steps).toBeLessThan(25);
  expect([steppedRadius(1, -1, most), steppedRadius(most, 1, most)]).toEqual([1, most]);
});
