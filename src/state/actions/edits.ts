/** Edits by hand on the active object's mask: every stroke or outline is one undoable step. */

import type { CutEdge } from '../../core/edges/cutout-pixels.ts';
import { sameTune } from '../../core/edges/edge-tune.ts';
import { DEFAULT_REFINE, refineAlpha } from '../../core/edges/guided-filter.ts';
import { nearOutline } from '../../core/edges/near-outline.ts';
import { alphaFromMask } from '../../core/edges/rough-alpha.ts';
import { editedBy } from '../../core/edit/hand-edit.ts';
import { type BrushTip, StrokePainter } from '../../core/edit/paint.ts';
import { edgeCost, lumaOf } from '../../core/edit/scissors.ts';
import { fillRings } from '../../core/edit/shapes.ts';
import { snapMask } from '../../core/edit/snap.ts';
import { type WandOptions, wandMask } from '../../core/edit/wand.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { ImagePoint, Size } from '../../core/geometry/space.ts';
import { combinePacked, emptyPacked, type PackedMask, packedArea, packedEquals } from '../../core/mask/packed.ts';
import { growBox, hardenAlpha } from '../../core/mask/soft-edge.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { activeObject, newObject, type SegObject, updateObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import { CLEAN_UP_LABELS, type CleanUp, cleanUp } from './clean-up.ts';
import { objectUnder, sayLocked } from './object-under.ts';
import { fixed } from './objects.ts';

export interface EditActions {
  /**
   * Adds to (`brush`) or takes from (`eraser`) the mask along a stroke; pressure 0..1 for each point. With no object active,
   * `brush` makes one and `eraser` takes from the topmost object under the stroke, or says why it does not.
   */
  stroke(path: readonly ImagePoint[], pressure: readonly number[], tip: BrushTip, tool: 'brush' | 'eraser'): void;
  /** Adds or takes away what the closed outline holds; with no object active, as {@link EditActions.stroke}. */
  outline(path: readonly ImagePoint[], remove: boolean): void;
  /**
   * Adds or takes away what has the colour of a point; with no object active, as {@link EditActions.stroke}. Pixels at working size.
   * @returns the share of the picture that has the colour, 0..1; null where nothing was changed, which was said
   */
  wand(at: ImagePoint, options: WandOptions, remove: boolean): number | null;
  /**
   * Paints over hair or fur of the active object, or takes that back: there cut-outs find alpha in the picture. With no object
   * active, of the topmost one under the stroke; nothing happens where there is none, which is said.
   */
  hair(path: readonly ImagePoint[], radius: number, remove: boolean): void;
  /** Cleans the active object's mask. @returns false when there is no mask to clean, or nothing changed */
  cleanUp(kind: CleanUp): boolean;
  /**
   * Moves the active object's edge to the picture's own edges nearby and softens it (hair, fur). An edge that was refined is
   * refined anew from the mask of before, as the same undoable step while nothing else was done.
   * @param reach how far the true edge may lie from the rough one, picture pixels
   * @returns as {@link EditActions.cleanUp}
   */
  refine(reach?: number): boolean;
  /** Sets how outlines become alpha in cut-outs. @param slides settings in a row that slide are one step */
  setEdge(edge: CutEdge, slides?: boolean): void;
  /** How far the edge of an object was refined, and may be at least and at most, picture pixels; null for an edge that was not, or was changed since. */
  refined(object: SegObject): { readonly reach: number; readonly least: number; readonly most: number } | null;
}

/** How far the true edge may lie from the rough one where nothing is said, and at most, as a part of the picture's longer side. */
const REFINE_REACH = 1 / 80;
const MOST_REACH = 1 / 20;
/** The same in picture pixels, where nothing is said and at least. */
const REFINE_LEAST = 4;
const LEAST_REACH = 2;
/** How far a drawn outline may move onto an edge, as a part of the picture's longer side. */
const SNAP_REACH = 1 / 100;

const longerSide = ({ width, height }: Size): number => Math.max(width, height);

/** The object with an area drawn on it. What the model answers goes on below: threshold, soft edge and candidates stay. */
function drawn(object: SegObject, area: PackedMask, adds: boolean): SegObject {
  const { mask, maskPrompt, prompts, hand } = object;
  const live = mask === null && (prompts.length > 0 || hand !== null || maskPrompt !== null);
  if (live) return { ...object, hand: editedBy(hand, area, adds) };
  return fixed(object, combinePacked(mask ?? emptyPacked(area), area, adds ? 'unite' : 'subtract'));
}

export function createEditActions(store: AppStore, deps: Deps): EditActions {
  /** Refined masks, with what they were made of. */
  const refinedFrom = new WeakMap<PackedMask, { readonly rough: PackedMask; readonly reach: number }>();
  /** The active object, unlocked, with its mask; null when there is none. */
  const target = (): {
    readonly object: SegObject;
    readonly mask: PackedMask;
    readonly picture: OpenedPicture;
  } | null => {
    const { doc, picture } = store.state;
    const object = activeObject(doc);
    const mask = object && picture ? objectMask(object, picture.size) : null;
    return object && picture && mask && mask.bits.length > 0 && !object.locked ? { object, mask, picture } : null;
  };

  /** What was drawn, on the picture's edges where the setting asks for it. */
  const snapped = (drawn: PackedMask): PackedMask => {
    const { picture, settings } = store.state;
    if (!picture || !settings.edgesSnap || drawn.bits.length === 0) return drawn;
    const reach = Math.max(3, Math.round(longerSide(picture.size) * SNAP_REACH));
    const box = growBox(drawn.box, reach + 2, picture.size);
    return snapMask(drawn, edgeCost(lumaOf(deps.pictures.pixels(picture, box), box)), reach);
  };

  /** The object that an area is added to or taken from; null where there is none, which is said. */
  const objectFor = (area: PackedMask, adds: boolean, picture: OpenedPicture): SegObject | null => {
    const active = activeObject(store.state.doc);
    if (active) return active.locked ? sayLocked(store, active) : active;
    if (adds) return newObject(store.state.doc, store.nextId('object-'));
    return objectUnder(store, picture, (mask) => combinePacked(mask, area, 'intersect').bits.length > 0);
  };

  /**
   * Adds an area to the active object or a new one, or takes it from the active object or the one that lies there.
   * @returns false where nothing could be edited, which was said
   */
  const edit = (label: string, area: PackedMask, adds: boolean): boolean => {
    const { doc, picture } = store.state;
    if (!picture || area.bits.length === 0) return false;
    const object = objectFor(area, adds, picture);
    if (!object) return false;
    const known = doc.objects.some((o) => o.id === object.id);
    const objects = known ? doc.objects : [object, ...doc.objects];
    store.commit(
      updateObject({ ...doc, objects, activeId: object.id }, object.id, (o) => drawn(o, area, adds)),
      label,
    );
    return true;
  };

  return {
    stroke(path, pressure, tip, tool) {
      const { picture } = store.state;
      if (!picture || path.length === 0) return;
      const painter = new StrokePainter(picture.size, tip);
      for (const [i, at] of path.entries()) painter.extend({ at, pressure: pressure[i] ?? 1 });
      const adds = tool === 'brush';
      edit(adds ? 'paint' : 'erase', snapped(painter.covered()), adds);
    },
    outline(path, remove) {
      const { picture } = store.state;
      if (!picture || path.length < 3) return;
      const area = snapped(fillRings([path], picture.size));
      edit(remove ? 'cut along an outline' : 'fill an outline', area, !remove);
    },
    wand(at, options, remove) {
      const { picture } = store.state;
      if (!picture) return null;
      const { size } = picture;
      const area = wandMask(deps.pictures.pixels(picture, boxOfSize(size)), size, at, options);
      const isDone = edit(remove ? 'remove a colour' : 'select a colour', area, !remove);
      return isDone ? packedArea(area) / (size.width * size.height) : null;
    },
    hair(path, radius, remove) {
      const { picture, doc } = store.state;
      if (!picture || path.length === 0) return;
      const painter = new StrokePainter(picture.size, { radius, hardness: 1, leastPressure: 1 });
      for (const at of path) painter.extend({ at, pressure: 1 });
      const area = painter.covered();
      const object = objectFor(area, false, picture);
      if (!object || area.bits.length === 0) return;
      const unknown = combinePacked(object.unknown ?? emptyPacked(picture.size), area, remove ? 'subtract' : 'unite');
      store.commit(
        updateObject({ ...doc, activeId: object.id }, object.id, (o) => ({
          ...o,
          unknown: unknown.bits.length > 0 ? unknown : null,
        })),
        remove ? 'take hair back' : 'paint over hair',
      );
    },
    cleanUp(kind) {
      const found = target();
      if (!found) return false;
      const after = cleanUp(found.mask, kind);
      if (packedEquals(found.mask, after)) return false;
      const doc = updateObject(store.state.doc, found.object.id, (o) => fixed(o, after));
      store.commit(doc, CLEAN_UP_LABELS[kind]);
      return true;
    },
    refine(reach) {
      const found = target();
      if (!found) return false;
      const { object, mask, picture } = found;
      const { size } = picture;
      const before = object.mask ? refinedFrom.get(object.mask) : undefined;
      const rough = before?.rough ?? mask;
      const radius = reach ?? Math.max(REFINE_LEAST, Math.round(longerSide(size) * REFINE_REACH));
      if (before?.reach === radius) return false;
      const box = growBox(rough.box, 3 * radius, size);
      const rgba = deps.pictures.pixels(picture, box);
      // The mask, not its logits: an unsure model would make all of the object half transparent.
      const everywhere = refineAlpha({ box, rgba }, alphaFromMask(rough, box), size, { ...DEFAULT_REFINE, radius });
      const edge = nearOutline(everywhere, rough, 2 * radius);
      const after = hardenAlpha(edge);
      if (after.bits.length === 0) return false;
      refinedFrom.set(after, { rough, reach: radius });
      const doc = updateObject(store.state.doc, object.id, (o) => fixed(o, after, edge));
      store.commit(doc, 'refine the edges', `refine ${object.id}`);
      return true;
    },
    setEdge(edge, slides = false) {
      const { doc } = store.state;
      const { kind, tune } = doc.edge;
      if (kind === edge.kind && sameTune(tune, edge.tune)) return;
      store.commit({ ...doc, edge }, 'change the edge', slides ? 'edge' : null);
    },
    refined(object) {
      const { picture } = store.state;
      const found = object.mask ? refinedFrom.get(object.mask) : undefined;
      if (!found || !picture) return null;
      const most = Math.max(found.reach, Math.round(longerSide(picture.size) * MOST_REACH));
      return { reach: found.reach, least: LEAST_REACH, most };
    },
  };
}
