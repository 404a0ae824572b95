/** Edits by hand on the active object's mask: every stroke or outline is one undoable step. */
import { applyStroke, type BrushTip, StrokePainter } from '../../core/edit/paint.ts';
import { fillRings } from '../../core/edit/shapes.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import { combinePacked, emptyPacked, type PackedMask } from '../../core/mask/packed.ts';
import { activeObject, newObject, type SegObject, updateObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import { fixed } from './objects.ts';

export interface EditActions {
  /** Adds to (`brush`) or takes from (`eraser`) the mask along a stroke; pressure 0..1 for each point. */
  stroke(path: readonly ImagePoint[], pressure: readonly number[], tip: BrushTip, tool: 'brush' | 'eraser'): void;
  /** Adds or takes away what the closed outline holds. */
  outline(path: readonly ImagePoint[], remove: boolean): void;
}

export function createEditActions(store: AppStore): EditActions {
  /** Applies a change to the active object's mask, or to a new object's empty one. */
  const edit = (label: string, change: (mask: PackedMask) => PackedMask): void => {
    const { doc, picture } = store.state;
    if (!picture) return;
    const active = activeObject(doc);
    if (active?.locked) return;
    const object: SegObject = active ?? newObject(doc, store.nextId('object-'));
    const before = objectMask(object, picture.size) ?? emptyPacked(picture.size);
    const after = change(before);
    const base = active ? doc : { objects: [object, ...doc.objects], activeId: object.id };
    store.commit(
      updateObject(base, object.id, (o) => fixed(o, after)),
      label,
    );
  };

  return {
    stroke(path, pressure, tip, tool) {
      const { picture } = store.state;
      if (!picture || path.length === 0) return;
      const painter = new StrokePainter(picture.size, tip);
      for (const [i, at] of path.entries()) painter.extend({ at, pressure: pressure[i] ?? 1 });
      const stroke = painter.covered();
      edit(tool === 'brush' ? 'paint' : 'erase', (mask) => applyStroke(mask, stroke, tool).mask);
    },
    outline(path, remove) {
      const { picture } = store.state;
      if (!picture || path.length < 3) return;
      const area = fillRings([path], picture.size);
      edit(remove ? 'cut along an outline' : 'fill an outline', (mask) =>
        combinePacked(mask, area, remove ? 'subtract' : 'unite'),
      );
    },
  };
}
