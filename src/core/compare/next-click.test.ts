import { expect, it } from 'vitest';
import type { Mask } from '../mask/mask.ts';
import { nextClick } from './next-click.ts';

const draw = (...rows: string[]): Mask => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
});

it('clicks the middle of the object first, by exact distance', () => {
  expect(nextClick(draw('.......', '.#####.', '.#####.', '.#####.', '.......'), null)).toMatchObject({
    label: 'include',
    at: { y: 2.5 },
  });
  expect(nextClick(draw('###', '###', '###'), null)?.at).toMatchObject({ x: 1.5, y: 1.5 });
});

it('takes away where too much is the deeper mistake', () => {
  const truth = draw('##.....', '##.....', '##.....', '##.....', '##.....');
  const mask = draw('..#####', '..#####', '..#####', '..#####', '..#####');
  expect(nextClick(truth, mask)).toMatchObject({ label: 'exclude', at: { x: 4.5, y: 2.5 } });
});

it('has nothing to say when the mask is right', () => {
  const truth = draw('.#.', '###', '.#.');
  expect(nextClick(truth, truth)).toBeNull();
});
