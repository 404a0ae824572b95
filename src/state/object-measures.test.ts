import { describe, expect, it } from 'vitest';
import { boxOfSize } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import { packRegion } from '../core/mask/packed.ts';
import { EMPTY_DOC, newObject, type SegObject } from './document.ts';
import { objectMeasures } from './object-measures.ts';

const object = (part: Partial<SegObject>): SegObject => ({ ...newObject(EMPTY_DOC, 'a'), ...part });

/** An answer whose logits are high on a part of a 100 x 50 plane that shows the whole picture. */
function answered(size: Size): SegObject {
  const content = { width: 100, height: 50 };
  const data = new Float32Array(100 * 50).fill(-4);
  for (let y = 10; y < 30; y++) data.fill(4, y * 100 + 20, y * 100 + 60);
  const logits = { ...content, data, content, box: boxOfSize(size) };
  return object({
    answer: {
      candidates: [{ logits, score: 0.9, stability: 1 }],
      chosen: 0,
      best: 0,
      provisional: false,
      prompts: [],
      model: 'm',
    },
  });
}

describe('objectMeasures', () => {
  it('counts the pixels of a mask and finds the box that just holds them', () => {
    const size = { width: 40, height: 30 };
    const local = { width: 4, height: 3, data: Uint8Array.from([0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0]) };
    const mask = packRegion(local, { x0: 10, y0: 5, x1: 14, y1: 8 }, size);
    const box = { x0: 11, y0: 5, x1: 14, y1: 7 };
    expect(objectMeasures(object({ mask }), { size, fullSize: size })).toEqual({
      area: 5,
      share: 5 / 1200,
      box,
      exact: true,
    });
    // The same of a picture that was scaled by a half for work.
    const large = objectMeasures(object({ mask }), { size, fullSize: { width: 80, height: 60 } });
    expect(large).toMatchObject({ area: 20, box: { x0: 22, y0: 10, x1: 28, y1: 14 }, exact: false });
  });

  it('counts a live answer on a small picture, and tells an estimate on a large one', () => {
    const small = { width: 200, height: 100 };
    const counted = objectMeasures(answered(small), { size: small, fullSize: small });
    expect(counted).toMatchObject({ area: 80 * 40, box: { x0: 40, y0: 20, x1: 120, y1: 60 }, exact: true });
    const large = { width: 4000, height: 2000 };
    const guessed = objectMeasures(answered(large), { size: large, fullSize: large });
    expect(guessed).toMatchObject({ area: 1600 * 800, share: 0.16, exact: false });
    expect(guessed?.box.x0).toBeCloseTo(800, -2);
    expect(guessed?.box.y1).toBeCloseTo(1200, -2);
  });

  it('is null where nothing is covered', () => {
    const size = { width: 40, height: 30 };
    expect(objectMeasures(object({}), { size, fullSize: size })).toBeNull();
    const empty = packRegion({ width: 1, height: 1, data: new Uint8Array(1) }, { x0: 3, y0: 3, x1: 4, y1: 4 }, size);
    expect(objectMeasures(object({ mask: empty }), { size, fullSize: size })).toBeNull();
  });
});
