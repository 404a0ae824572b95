import { describe, expect, it } from 'vitest';
import { fillRings } from '../../core/edit/shapes.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { packedArea } from '../../core/mask/packed.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { newObject, type SegObject } from '../document.ts';
import type { PreviewFlow } from '../flows/preview.ts';
import { AppStore } from '../store.ts';
import { createEditActions, type EditActions } from './edits.ts';
import { createPromptActions, type PromptActions } from './prompts.ts';

const SIZE = { width: 32, height: 32 };
const TIP = { radius: 3, hardness: 1, leastPressure: 1 };

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
  store.replace({ objects: [left, right], activeId: null });
  const preview = { clear: () => undefined, reusable: () => null } as unknown as PreviewFlow;
  return { store, edits: createEditActions(store, {} as Deps), prompts: createPromptActions(store, preview) };
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
