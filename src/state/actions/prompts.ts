/** What a person does to the active object's prompts; every verb is one undoable step. */
import { releasedAt } from '../../core/edit/hand-edit.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { distance, type ImagePoint } from '../../core/geometry/space.ts';
import { packedHas } from '../../core/mask/packed.ts';
import type { Prompt, PromptLabel } from '../../core/prompt/prompt.ts';
import {
  type Answer,
  activeObject,
  type Doc,
  newObject,
  ownMask,
  type PlacedPrompt,
  type SegObject,
  updateObject,
} from '../document.ts';
import type { PreviewFlow } from '../flows/preview.ts';
import { planeShare } from '../object-mask.ts';
import type { Preview } from '../state.ts';
import type { AppStore } from '../store.ts';
import { objectUnder, sayLocked } from './object-under.ts';

export interface PromptActions {
  /** Adds a point. Nothing happens while the active object is locked, which is said. */
  click(at: ImagePoint, label: PromptLabel): void;
  /**
   * Before something is excluded along a path: with no object active, the one that lies there becomes active.
   * @returns false when there is none to exclude from, which is said
   */
  aimExclusion(path: readonly ImagePoint[]): boolean;
  /** Sets the object's box; an object has at most one. */
  box(box: ImageBox): void;
  /** Makes a new object of a box, whichever is active: several can be drawn in a row, and all are answered. */
  boxObject(box: ImageBox): void;
  brush(path: readonly ImagePoint[], radius: number, label: PromptLabel): void;
  /** Moves a point; calls until {@link PromptActions.settle} are one step. */
  movePoint(promptId: string, at: ImagePoint): void;
  resizeBox(promptId: string, box: ImageBox): void;
  /** Ends a drag. */
  settle(): void;
  remove(promptId: string): void;
  /** Removes the active object's prompt nearest to `at`. @returns true when there was one */
  removeNearest(at: ImagePoint): boolean;
  /** Walks through the candidates from part (-1) to whole (+1). @returns the candidate's rank by size, or null */
  scrub(by: -1 | 1): { readonly rank: number; readonly of: number } | null;
  choose(candidate: number): void;
  setThreshold(value: number): void;
  setSoft(value: number): void;
}

/** Candidate indices from the smallest mask to the largest. */
export function bySize(answer: Answer, threshold: number): readonly number[] {
  const areas = answer.candidates.map((c) => planeShare(c.logits, threshold, { width: 1, height: 1 }));
  return areas.map((_, i) => i).sort((a, b) => (areas[a] ?? 0) - (areas[b] ?? 0));
}

/** The object's strokes after a prompt that may say otherwise where it lies. */
function handAfter({ hand }: SegObject, prompt: Prompt): SegObject['hand'] {
  if (!hand || prompt.kind === 'box') return hand;
  return releasedAt(hand, prompt.kind === 'point' ? [prompt.at] : prompt.path, prompt.label);
}

function provisionalAnswer(preview: Preview, prompts: readonly PlacedPrompt[]): Answer {
  const { candidates, best } = preview.segmentation;
  return { prompts, model: preview.model, candidates, best, chosen: best, provisional: true };
}

function nearestOf(object: SegObject, at: ImagePoint): PlacedPrompt | null {
  const gap = ({ prompt }: PlacedPrompt): number => {
    if (prompt.kind === 'point') return distance(prompt.at, at);
    if (prompt.kind === 'brush') return Math.min(...prompt.path.map((p) => distance(p, at)));
    const { x0, y0, x1, y1 } = prompt.box;
    const inside = at.x >= x0 && at.x <= x1 && at.y >= y0 && at.y <= y1;
    const dx = Math.max(x0 - at.x, 0, at.x - x1);
    const dy = Math.max(y0 - at.y, 0, at.y - y1);
    return inside ? Math.min(at.x - x0, x1 - at.x, at.y - y0, y1 - at.y) : Math.hypot(dx, dy);
  };
  return object.prompts.reduce<PlacedPrompt | null>((best, p) => (best && gap(best) <= gap(p) ? best : p), null);
}

export function createPromptActions(store: AppStore, preview: PreviewFlow): PromptActions {
  /** The active object, or a new one at the top; null when no picture is open or the active one is locked, which is said. */
  const target = (): { readonly doc: Doc; readonly object: SegObject } | null => {
    const { doc, picture } = store.state;
    if (!picture) return null;
    const active = activeObject(doc);
    const kept = active?.locked ? sayLocked(store, active) : active;
    if (active) return kept && { doc, object: kept };
    const object = newObject(doc, store.nextId('object-'));
    return { doc: { ...doc, objects: [object, ...doc.objects], activeId: object.id }, object };
  };

  const add = (prompt: Prompt, label: string, reuse: Preview | null = null): void => {
    const found = target();
    if (!found) return;
    const placed = { id: store.nextId('prompt-'), prompt };
    const kept =
      prompt.kind === 'box' ? found.object.prompts.filter((p) => p.prompt.kind !== 'box') : found.object.prompts;
    const prompts = [...kept, placed];
    const first = found.object.prompts.length === 0 && !ownMask(found.object);
    store.commit(
      updateObject(found.doc, found.object.id, (o) => ({
        ...o,
        prompts,
        hand: handAfter(o, prompt),
        answer: first && reuse ? provisionalAnswer(reuse, prompts) : o.answer,
      })),
      label,
    );
    preview.clear();
  };

  const editPrompt = (promptId: string, change: (p: Prompt) => Prompt, label: string): void => {
    const object = activeObject(store.state.doc);
    if (!object || object.locked || !object.prompts.some((p) => p.id === promptId)) return;
    const prompts = object.prompts.map((p) => (p.id === promptId ? { ...p, prompt: change(p.prompt) } : p));
    store.commit(
      updateObject(store.state.doc, object.id, (o) => ({ ...o, prompts })),
      label,
      `move ${promptId}`,
    );
  };

  const change = (label: string, mergeKey: string | null, edit: (o: SegObject) => SegObject): void => {
    const object = activeObject(store.state.doc);
    if (!object || object.locked) return;
    const key = mergeKey === null ? null : `${mergeKey} ${object.id}`;
    store.commit(updateObject(store.state.doc, object.id, edit), label, key);
  };

  const choose = (candidate: number): void =>
    change('choose a candidate', 'choose', (o) =>
      o.answer?.candidates[candidate] ? { ...o, answer: { ...o.answer, chosen: candidate } } : o,
    );

  const remove = (promptId: string): void => {
    const object = activeObject(store.state.doc);
    if (!object || object.locked || !object.prompts.some((p) => p.id === promptId)) return;
    const prompts = object.prompts.filter((p) => p.id !== promptId);
    store.commit(
      updateObject(store.state.doc, object.id, (o) => ({
        ...o,
        prompts,
        answer: prompts.length > 0 ? o.answer : null,
      })),
      'remove a prompt',
    );
  };

  return {
    click(at, label) {
      const reuse = label === 'include' ? preview.reusable(at, store.state.zoom) : null;
      add({ kind: 'point', at, label }, label === 'include' ? 'include a point' : 'exclude a point', reuse);
    },
    aimExclusion(path) {
      const { doc, picture } = store.state;
      if (!picture || activeObject(doc)) return true;
      const hit = objectUnder(store, picture, (mask) =>
        path.some(({ x, y }) => packedHas(mask, Math.floor(x), Math.floor(y))),
      );
      if (hit) store.replace({ ...doc, activeId: hit.id });
      return hit !== null;
    },
    box: (box) => add({ kind: 'box', box }, 'draw a box'),
    boxObject(box) {
      const { doc, picture } = store.state;
      if (!picture) return;
      const placed = { id: store.nextId('prompt-'), prompt: { kind: 'box' as const, box } };
      const object = { ...newObject(doc, store.nextId('object-')), prompts: [placed] };
      store.commit({ ...doc, objects: [object, ...doc.objects], activeId: object.id }, 'draw a box');
      preview.clear();
    },
    brush: (path, radius, label) => add({ kind: 'brush', path, radius, label }, 'brush'),
    movePoint: (id, at) => editPrompt(id, (p) => (p.kind === 'point' ? { ...p, at } : p), 'move a point'),
    resizeBox: (id, box) => editPrompt(id, (p) => (p.kind === 'box' ? { ...p, box } : p), 'resize the box'),
    settle: () => store.seal(),
    remove,
    removeNearest(at) {
      const object = activeObject(store.state.doc);
      const nearest = object ? nearestOf(object, at) : null;
      if (nearest) remove(nearest.id);
      return nearest !== null;
    },
    scrub(by) {
      const object = activeObject(store.state.doc);
      if (!object?.answer || object.answer.candidates.length < 2) return null;
      const order = bySize(object.answer, object.threshold);
      const rank = order.indexOf(object.answer.chosen);
      const next = Math.min(order.length - 1, Math.max(0, rank + by));
      const candidate = order[next];
      if (candidate === undefined) return null;
      if (next !== rank) choose(candidate);
      return { rank: next, of: order.length };
    },
    choose,
    setThreshold: (value) => change('move the threshold', 'threshold', (o) => ({ ...o, threshold: value })),
    setSoft: (value) => change('soften the edge', 'soft', (o) => ({ ...o, soft: value })),
  };
}
