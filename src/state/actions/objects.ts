/** What a person does to the list of objects; every verb but the choice of the active one is an undoable step. */
import type { Size } from '../../core/geometry/space.ts';
import type { SetOperation } from '../../core/mask/mask.ts';
import { combinePacked, type PackedMask, packMask } from '../../core/mask/packed.ts';
import type { SoftMask } from '../../core/mask/soft-edge.ts';
import {
  activeObject,
  chosenCandidate,
  type Doc,
  freeColor,
  type ObjectId,
  ownMask,
  type SegObject,
  updateObject,
} from '../document.ts';
import { objectMask } from '../object-mask.ts';
import { labelled, renamed } from '../object-words.ts';
import type { AppStore } from '../store.ts';

export interface ObjectActions {
  /** Makes an object the one that prompts go to; null: the next click starts a new one. */
  activate(id: ObjectId | null): void;
  /** Finishes the active object: the other candidates are let go, the next click starts a new one. */
  keep(): void;
  rename(id: ObjectId, name: string): void;
  /** Sets the class that annotation files carry. */
  setLabel(id: ObjectId, label: string): void;
  setVisible(id: ObjectId, visible: boolean): void;
  setLocked(id: ObjectId, locked: boolean): void;
  remove(id: ObjectId): void;
  removeAll(): void;
  duplicate(id: ObjectId): void;
  /** Moves the object by `by` places in the list, negative towards the top. */
  move(id: ObjectId, by: number): void;
  /** Puts the object right above (`before`) or below (`after`) another one in the list. */
  place(id: ObjectId, side: 'before' | 'after', target: ObjectId): void;
  /** Makes the object all that it was not. */
  invert(id: ObjectId): void;
  /**
   * Makes the object's mask the model's mask prompt, so that clicks refine it: the next click is answered with the mask as the
   * earlier answer. Strokes by hand become part of it. Nothing happens where the object is locked or has no mask.
   */
  refineWithClicks(id: ObjectId): void;
  /** Combines `id` with another object; the first keeps name and colour, the other one goes away only when united. */
  combine(id: ObjectId, withId: ObjectId, operation: SetOperation): void;
  /** Takes the prompts and answer away and starts the object afresh. */
  clearPrompts(): void;
}

const COMBINE_LABELS: Record<SetOperation, string> = {
  unite: 'merge two objects',
  subtract: 'subtract an object',
  intersect: 'intersect two objects',
  differ: 'keep where two objects differ',
};

/** The object without the candidates that were not chosen. */
function settled(object: SegObject): SegObject {
  const chosen = chosenCandidate(object);
  if (!object.answer || !chosen || object.answer.candidates.length < 2 || object.answer.provisional) return object;
  return { ...object, answer: { ...object.answer, candidates: [chosen], best: 0, chosen: 0 } };
}

/** The object as a fixed mask, with the soft edge that belongs to it. */
export function fixed(object: SegObject, mask: PackedMask, edge: SoftMask | null = null): SegObject {
  return { ...object, mask, maskPrompt: null, hand: null, edge, prompts: [], answer: null };
}

function allOf({ width, height }: Size): PackedMask {
  return packMask({ width, height, data: new Uint8Array(width * height).fill(1) });
}

function without(doc: Doc, id: ObjectId): Doc {
  return {
    ...doc,
    objects: doc.objects.filter((o) => o.id !== id),
    activeId: doc.activeId === id ? null : doc.activeId,
  };
}

export function createObjectActions(store: AppStore): ObjectActions {
  const commit = (label: string, change: (doc: Doc) => Doc, mergeKey: string | null = null): void =>
    store.commit(change(store.state.doc), label, mergeKey);
  const edit = (
    id: ObjectId,
    label: string,
    change: (o: SegObject) => SegObject,
    mergeKey: string | null = null,
  ): void => commit(label, (doc) => updateObject(doc, id, change), mergeKey);
  const find = (id: ObjectId): SegObject | null => store.state.doc.objects.find((o) => o.id === id) ?? null;

  return {
    activate(id) {
      store.seal();
      if (store.state.doc.activeId !== id) store.replace({ ...store.state.doc, activeId: id });
    },
    keep() {
      const object = activeObject(store.state.doc);
      if (!object || (!object.answer && !ownMask(object) && !object.hand)) return;
      commit('finish the object', (doc) => ({ ...updateObject(doc, object.id, settled), activeId: null }));
    },
    rename: (id, name) => edit(id, 'rename', (o) => renamed(o, name.trim())),
    setLabel: (id, label) => edit(id, 'label an object', (o) => labelled(o, label)),
    setVisible: (id, visible) => edit(id, visible ? 'show an object' : 'hide an object', (o) => ({ ...o, visible })),
    setLocked: (id, locked) => edit(id, locked ? 'lock an object' : 'unlock an object', (o) => ({ ...o, locked })),
    remove(id) {
      if (find(id)?.locked !== false) return;
      commit('delete an object', (doc) => without(doc, id));
    },
    removeAll: () =>
      commit('delete all objects', (doc) => ({ ...doc, objects: doc.objects.filter((o) => o.locked), activeId: null })),
    duplicate(id) {
      const source = find(id);
      if (!source) return;
      commit('duplicate an object', (doc) => {
        const copy = {
          ...source,
          id: store.nextId('object-'),
          name: `${source.name} copy`,
          color: freeColor(doc),
          locked: false,
        };
        const at = doc.objects.findIndex((o) => o.id === id);
        return { ...doc, objects: doc.objects.toSpliced(at, 0, copy), activeId: copy.id };
      });
    },
    move(id, by) {
      commit(
        'reorder objects',
        (doc) => {
          const from = doc.objects.findIndex((o) => o.id === id);
          const object = doc.objects[from];
          const to = Math.min(doc.objects.length - 1, Math.max(0, from + by));
          if (!object || to === from) return doc;
          return { ...doc, objects: doc.objects.toSpliced(from, 1).toSpliced(to, 0, object) };
        },
        `move ${id}`,
      );
    },
    place(id, side, target) {
      commit('reorder objects', (doc) => {
        const object = doc.objects.find((o) => o.id === id);
        const rest = doc.objects.filter((o) => o.id !== id);
        const at = rest.findIndex((o) => o.id === target);
        if (!object || at < 0) return doc;
        const objects = rest.toSpliced(side === 'before' ? at : at + 1, 0, object);
        return objects.every((o, i) => o === doc.objects[i]) ? doc : { ...doc, objects };
      });
    },
    invert(id) {
      const { picture } = store.state;
      const object = find(id);
      const mask = picture && object && !object.locked ? objectMask(object, picture.size) : null;
      if (!mask || !picture) return;
      const inverse = combinePacked(allOf(picture.size), mask, 'subtract');
      commit('invert an object', (doc) => ({ ...updateObject(doc, id, (o) => fixed(o, inverse)), activeId: id }));
    },
    refineWithClicks(id) {
      const { picture } = store.state;
      const object = find(id);
      const mask = picture && object && !object.locked ? objectMask(object, picture.size) : null;
      if (!mask || mask.bits.length === 0) return;
      commit('edit the mask with clicks', (doc) => ({
        ...updateObject(doc, id, (o) => ({ ...fixed(o, mask), mask: null, maskPrompt: mask })),
        activeId: id,
      }));
    },
    combine(id, withId, operation) {
      const { picture } = store.state;
      const first = find(id);
      const second = find(withId);
      if (!picture || !first || !second || first.locked || (operation === 'unite' && second.locked)) return;
      const a = objectMask(first, picture.size);
      const b = objectMask(second, picture.size);
      if (!a || !b) return;
      const mask = combinePacked(a, b, operation);
      commit(COMBINE_LABELS[operation], (doc) => {
        const changed = updateObject(doc, id, (o) => fixed(o, mask));
        const rest = operation === 'unite' ? without(changed, withId) : changed;
        return { ...rest, activeId: id };
      });
    },
    clearPrompts() {
      const object = activeObject(store.state.doc);
      if (!object || object.locked || (object.prompts.length === 0 && !object.hand)) return;
      edit(object.id, 'clear the prompts', (o) => ({ ...o, prompts: [], answer: null, hand: null }));
    },
  };
}
