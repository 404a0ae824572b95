import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillRings } from '../../core/edit/shapes.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { emptyPacked, packedArea, packedEquals, packedHas, unpackMask } from '../../core/mask/packed.ts';
import { runs } from '../../test-support/long.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { activeObject, EMPTY_DOC, newObject, type SegObject } from '../document.ts';
import type { PreviewFlow } from '../flows/preview.ts';
import { objectAlpha } from '../object-alpha.ts';
import { objectMask } from '../object-mask.ts';
import { AppStore } from '../store.ts';
import { createEditActions, type EditActions } from './edits.ts';
import { createPromptActions, type PromptActions } from './prompts.ts';

const SIZE = { width: 32, height: 32 };
const TIP = { radius: 3, hardness: 1, leastPressure: 1 };

/** Black, with a white square of six pixels in the top right corner. */
function pixels(): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * SIZE.width * SIZE.height);
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    rgba.fill(i % SIZE.width >= 26 && i < 6 * SIZE.width ? 255 : 0, 4 * i, 4 * i + 3);
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** Two squares of ten pixels, left and right, none of them active. */
function world(change: Partial<SegObject> = {}): {
  readonly store: AppStore;
  readonly edits: EditActions;
  readonly prompts: PromptActions;
} {
  const store = new AppStore();
  // Only what the actions touch: the rest of these services belongs to others.
  const picture = { id: 'p', name: 'p.png', size: SIZE, fullSize: SIZE, notes: [] } as unknown as OpenedPicture;
  store.set({ picture });
  const square = (x: number): SegObject['mask'] =>
    fillRings([[imagePoint(x, 10), imagePoint(x + 10, 10), imagePoint(x + 10, 20), imagePoint(x, 20)]], SIZE);
  const left = { ...newObject(store.state.doc, 'left'), name: 'left', mask: square(2), ...change };
  const right = { ...newObject(store.state.doc, 'right'), name: 'right', mask: square(20) };
  store.replace({ ...EMPTY_DOC, objects: [left, right], activeId: null });
  const preview = { clear: () => undefined, reusable: () => null } as unknown as PreviewFlow;
  return {
    store,
    edits: createEditActions(store, { pictures: { pixels } } as unknown as Deps),
    prompts: createPromptActions(store, preview),
  };
}

const areas = ({ state }: AppStore): readonly number[] =>
  state.doc.objects.map((o) => (o.mask ? packedArea(o.mask) : 0));

describe('taking away with no object active', () => {
  it('erases from the object under the brush, which is active from then on', () => {
    const { store, edits } = world();
    edits.stroke([imagePoint(7, 15)], [1], TIP, 'eraser');
    expect(areas(store)[0]).toBeLessThan(100);
    expect(areas(store)[1]).toBe(100);
    expect(store.state.doc.activeId).toBe('left');
    expect(store.undo()).toBe('erase');
    expect(areas(store)).toEqual([100, 100]);
  });

  it.each([
    ['erase', (w: ReturnType<typeof world>) => w.edits.stroke([imagePoint(15, 3)], [1], TIP, 'eraser')],
    [
      'outline',
      (w: ReturnType<typeof world>) => w.edits.outline([imagePoint(13, 0), imagePoint(18, 0), imagePoint(18, 8)], true),
    ],
    ['exclusion', (w: ReturnType<typeof world>) => w.prompts.aimExclusion([imagePoint(15, 3)])],
  ])('where no object lies makes none and says why: %s', (_, act) => {
    const w = world();
    act(w);
    expect(areas(w.store)).toEqual([100, 100]);
    expect(w.store.state.history.undo).toBeNull();
    expect(w.store.state.notices).toMatchObject([{ title: 'Nothing was changed' }]);
  });

  it('leaves locked and hidden objects alone', () => {
    for (const change of [{ locked: true }, { visible: false }]) {
      const { store, edits } = world(change);
      edits.stroke([imagePoint(7, 15)], [1], TIP, 'eraser');
      expect(areas(store)).toEqual([100, 100]);
      expect(store.state.notices).toHaveLength(1);
    }
  });

  it('excludes from the object under the click', () => {
    const { store, prompts } = world();
    expect(prompts.aimExclusion([imagePoint(15, 3), imagePoint(25, 15)])).toBe(true);
    prompts.click(imagePoint(25, 15), 'exclude');
    expect(store.state.doc.objects).toHaveLength(2);
    expect(store.state.doc.activeId).toBe('right');
  });
});

it('a stroke outside of the picture makes no object', () => {
  const { store, edits } = world();
  edits.stroke([imagePoint(-40, -40)], [1], TIP, 'brush');
  expect(areas(store)).toEqual([100, 100]);
});

/** A plane over the whole picture, one logit a pixel. */
function planeOf(values: readonly number[]): LogitsPlane {
  const { width, height } = SIZE;
  const box = { x0: 0, y0: 0, x1: width, y1: height };
  return { width, height, data: Float32Array.from(values), content: SIZE, box };
}

const logits = fc
  .array(fc.float({ min: -4, max: 4, noNaN: true }), {
    minLength: SIZE.width * SIZE.height,
    maxLength: SIZE.width * SIZE.height,
  })
  .map(planeOf);
const spot = fc.record({ x: fc.nat(SIZE.width - 1), y: fc.nat(SIZE.height - 1), adds: fc.boolean() });

function live(planes: readonly LogitsPlane[], change: Partial<SegObject> = {}): ReturnType<typeof world> {
  const w = world();
  const prompts = [{ id: 'p1', prompt: { kind: 'point' as const, at: imagePoint(5, 5), label: 'include' as const } }];
  const candidates = planes.map((plane) => ({ logits: plane, score: 0.9, stability: 0.9 }));
  const answer = { prompts, model: 'm', candidates, best: 0, chosen: 0, provisional: false };
  const object = { ...newObject(w.store.state.doc, 'live'), prompts, answer, ...change };
  w.store.replace({ ...EMPTY_DOC, objects: [object], activeId: 'live' });
  return w;
}

const now = ({ store }: ReturnType<typeof world>): SegObject => {
  const object = activeObject(store.state.doc);
  if (!object) throw new Error('no object is active');
  return object;
};

describe('strokes on what the model answered', () => {
  it('stay where they were drawn, whatever threshold, soft edge and candidate are chosen; all else follows these; undo is exact', () => {
    fc.assert(
      fc.property(
        fc.array(logits, { minLength: 2, maxLength: 3 }),
        fc.array(spot, { minLength: 1, maxLength: 5 }),
        fc.float({ min: -3, max: 3, noNaN: true }),
        fc.float({ min: 0.5, max: 3, noNaN: true }),
        (planes, spots, threshold, soft) => {
          const w = live(planes);
          const before = now(w);
          const by = new Map<number, boolean>();
          for (const { x, y, adds } of spots) {
            w.edits.stroke([imagePoint(x + 0.5, y + 0.5)], [1], TIP, adds ? 'brush' : 'eraser');
            for (let py = 0; py < SIZE.height; py++) {
              for (let px = 0; px < SIZE.width; px++) {
                if ((px - x) ** 2 + (py - y) ** 2 <= TIP.radius ** 2) by.set(py * SIZE.width + px, adds);
              }
            }
          }
          const drawn = now(w);
          expect(drawn.answer).toBe(before.answer);
          expect(drawn.prompts).toBe(before.prompts);
          w.prompts.setThreshold(threshold);
          w.prompts.setSoft(soft);
          w.prompts.choose(1);
          const object = now(w);
          const model = { ...object, hand: null };
          const [mask, plain] = [object, model].map((o) => objectMask(o, SIZE));
          const [edge, ramp] = [object, model].map((o) => objectAlpha(o, SIZE));
          const alphaAt = (s: typeof edge, x: number, y: number): number => {
            if (!s || x < s.box.x0 || y < s.box.y0 || x >= s.box.x1 || y >= s.box.y1) return 0;
            return s.alpha[(y - s.box.y0) * (s.box.x1 - s.box.x0) + x - s.box.x0] ?? 0;
          };
          const wrong: string[] = [];
          for (let y = 0; y < SIZE.height; y++) {
            for (let x = 0; x < SIZE.width; x++) {
              const adds = by.get(y * SIZE.width + x);
              const [has, had] = [mask, plain].map((m) => m !== null && m !== undefined && packedHas(m, x, y));
              const alpha = adds === undefined ? alphaAt(ramp, x, y) : adds ? 255 : 0;
              if (has !== (adds ?? had) || alphaAt(edge, x, y) !== alpha) wrong.push(`${x},${y}`);
            }
          }
          expect(wrong).toEqual([]);
          for (let i = 0; i < spots.length + 3; i++) w.store.undo();
          expect(now(w)).toBe(before);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('keep a click that is not answered yet', () => {
    const w = live([], { answer: null });
    w.edits.stroke([imagePoint(20, 20)], [1], TIP, 'brush');
    expect(now(w).prompts).toHaveLength(1);
    expect(packedArea(objectMask(now(w), SIZE) ?? emptyPacked(SIZE))).toBeGreaterThan(20);
  });

  it('give way under a later click that says otherwise, and only there', () => {
    const w = live([planeOf(Array(SIZE.width * SIZE.height).fill(-1))]);
    for (const at of [imagePoint(6, 6), imagePoint(25, 25)]) w.edits.stroke([at], [1], TIP, 'brush');
    w.prompts.click(imagePoint(7, 6), 'include');
    expect(unpackMask(objectMask(now(w), SIZE) ?? emptyPacked(SIZE)).data[6 * SIZE.width + 6]).toBe(1);
    w.prompts.click(imagePoint(7, 6), 'exclude');
    const mask = objectMask(now(w), SIZE) ?? emptyPacked(SIZE);
    expect(packedHas(mask, 6, 6)).toBe(false);
    expect(packedHas(mask, 25, 25)).toBe(true);
  });

  it('are in the mask once that is cleaned up', () => {
    const w = live([planeOf(Array(SIZE.width * SIZE.height).fill(-1))]);
    w.edits.stroke([imagePoint(16, 16)], [1], TIP, 'brush');
    const before = objectMask(now(w), SIZE) ?? emptyPacked(SIZE);
    w.edits.cleanUp('grow');
    const after = now(w);
    expect(after.hand).toBeNull();
    expect(after.mask && packedArea(after.mask)).toBeGreaterThan(packedArea(before));
    w.store.undo();
    expect(packedEquals(objectMask(now(w), SIZE) ?? emptyPacked(SIZE), before)).toBe(true);
  });
});

describe('the magic wand', () => {
  const OPTIONS = { tolerance: 10, contiguous: true };

  it('makes an object of a colour, adds to the active one, and takes away again, each an undoable step', () => {
    const { store, edits } = world();
    expect(edits.wand(imagePoint(30, 2), OPTIONS, false)).toBeCloseTo(36 / 1024);
    expect(areas(store)).toEqual([36, 100, 100]);
    edits.wand(imagePoint(0, 0), OPTIONS, false);
    expect(areas(store)[0]).toBe(1024);
    edits.wand(imagePoint(30, 2), OPTIONS, true);
    expect(areas(store)[0]).toBe(1024 - 36);
    expect([store.undo(), store.undo(), store.undo()]).toEqual([
      'remove a colour',
      'select a colour',
      'select a colour',
    ]);
    expect(areas(store)).toEqual([100, 100]);
  });

  it('takes from the object that lies there when none is active, and says when none does', () => {
    const { store, edits } = world();
    edits.wand(imagePoint(30, 2), OPTIONS, true);
    expect(store.state.notices).toHaveLength(1);
    edits.wand(imagePoint(3, 11), OPTIONS, true);
    expect(areas(store)).toEqual([0, 100]);
  });
});

describe('the hair brush', () => {
  it('paints over hair of the object that lies there, takes it back, and leaves the mask alone', () => {
    const { store, edits } = world();
    const hair = (): number => {
      const mask = activeObject(store.state.doc)?.unknown;
      return mask ? packedArea(mask) : 0;
    };
    edits.hair([imagePoint(12, 15)], 3, false);
    expect(store.state.doc.activeId).toBe('left');
    const first = hair();
    expect(first).toBeGreaterThan(20);
    edits.hair([imagePoint(12, 22)], 3, false);
    expect(hair()).toBeGreaterThan(first);
    edits.hair([imagePoint(12, 15)], 4, true);
    edits.hair([imagePoint(12, 22)], 4, true);
    expect(activeObject(store.state.doc)?.unknown).toBeNull();
    expect(areas(store)).toEqual([100, 100]);
    expect(store.undo()).toBe('take hair back');
    store.undo();
    store.undo();
    expect(store.undo()).toBe('paint over hair');
  });

  it('where no object lies is said', () => {
    const { store, edits } = world();
    edits.hair([imagePoint(15, 3)], 2, false);
    expect(store.state.notices).toHaveLength(1);
    expect(store.undo()).toBeNull();
  });
});
