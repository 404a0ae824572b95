/** Flow: zoom to refine. When the view shows a small part of a large picture, that part is encoded by itself and answers there. */
import { isAborted } from '../../contract/errors.ts';
import type { ImagePredictor } from '../../contract/predictor.ts';
import { boxHeight, boxOfSize, boxToPixels, boxWidth, type ImageBox, intersectBoxes } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type Prompt, promptBox } from '../../core/prompt/prompt.ts';
import type { Deps } from '../deps.ts';
import { chosenCandidate, ownMask, type SegObject } from '../document.ts';
import { coveredBox } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import { type Encoded, imageSource } from './encode.ts';

export interface ZoomFlow {
  /** The part of the picture on screen. A part that rests there for a moment and is worth it is encoded. */
  look(visible: ImageBox): void;
  /**
   * What answers these prompts of an object (null: a new one): the visible part where the prompts and what is known of the
   * object lie inside it, else the whole picture.
   */
  sourceFor(prompts: readonly Prompt[], object: SegObject | null): Encoded | null;
  /** Encodes the visible part now. */
  start(): void;
  /** Looks again at the same view: the setting or the whole picture's predictor has changed. */
  again(): void;
  /** Picture or engine have changed: every part is closed. */
  reset(): void;
}

/** How many times more of the picture's own pixels the model must see. */
const LEAST_GAIN = 1.5;
/** The part that is encoded reaches this much beyond what is seen, each way, so that small moves need no new one. */
const MARGIN = 0.15;
/** Milliseconds that the view must rest. */
const REST = 500;
/** Milliseconds that the whole picture may have taken for a part to be encoded unasked. */
const UNASKED_MS = 8000;
/** Parts kept, least recently used out first. */
const KEPT = 3;

/** Picture pixels that a model pixel stands for, at least 1: enlarging adds nothing. */
function coarseness(part: Size, side: number): number {
  return Math.max(1, Math.max(part.width, part.height) / side);
}

function sizeOf(box: ImageBox): Size {
  return { width: boxWidth(box), height: boxHeight(box) };
}

function holds(outer: ImageBox, inner: ImageBox): boolean {
  return inner.x0 >= outer.x0 && inner.y0 >= outer.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1;
}

/**
 * The part to encode for what is seen, or null when it would show the model no more than the whole picture does.
 * @param side longer side of the model's canvas
 */
export function partFor(visible: ImageBox, picture: Size, side: number): ImageBox | null {
  const seen = intersectBoxes(visible, boxOfSize(picture));
  if (boxWidth(seen) < 8 || boxHeight(seen) < 8) return null;
  const [dx, dy] = [MARGIN * boxWidth(seen), MARGIN * boxHeight(seen)];
  const grown = { x0: seen.x0 - dx, y0: seen.y0 - dy, x1: seen.x1 + dx, y1: seen.y1 + dy };
  const part = boxToPixels(grown, picture);
  return coarseness(picture, side) / coarseness(sizeOf(part), side) >= LEAST_GAIN ? part : null;
}

/**
 * Part of the picture that the object's present answer or mask covers; null when there is none. What a hover lent to a click
 * does not count: it may be the whole picture's rough answer from before the part was encoded.
 */
function coveredBy(object: SegObject, size: Size): ImageBox | null {
  const own = ownMask(object);
  if (own) return own.bits.length > 0 ? own.box : null;
  if (object.answer?.provisional) return null;
  const plane = chosenCandidate(object)?.logits;
  return plane ? coveredBox(plane, object.threshold, size) : null;
}

interface Part {
  readonly box: ImageBox;
  readonly encoded: Encoded;
}

export function createZoomFlow(store: AppStore, deps: Deps, whole: () => Encoded | null, ready: () => void): ZoomFlow {
  let parts: readonly Part[] = [];
  let visible: ImageBox | null = null;
  let waiting: (() => void) | null = null;
  let running: AbortController | null = null;

  const sideOf = ({ placement }: ImagePredictor): number => Math.max(placement.canvas.width, placement.canvas.height);
  const wanted = (): { readonly source: Encoded; readonly box: ImageBox } | null => {
    const source = whole();
    if (!source || !visible || !store.state.settings.zoomRefine || source.picture !== store.state.picture) return null;
    const box = partFor(visible, source.picture.size, sideOf(source.predictor));
    return box && { source, box };
  };
  /** The kept part that shows what is seen, at no more than twice its coarseness. */
  const current = (): Part | null => {
    const want = wanted();
    if (!want || !visible) return null;
    const seen = intersectBoxes(visible, boxOfSize(want.source.picture.size));
    const fits = parts.filter(
      ({ box, encoded }) =>
        encoded.engine === want.source.engine &&
        holds(box, seen) &&
        coarseness(sizeOf(box), sideOf(want.source.predictor)) <=
          2 * coarseness(sizeOf(want.box), sideOf(want.source.predictor)),
    );
    return fits.at(-1) ?? null;
  };
  const slow = (): boolean => (wanted()?.source.predictor.encodeMs ?? 0) > UNASKED_MS;
  const show = (): void => {
    const refining = running ? 'encoding' : current() ? 'ready' : slow() ? 'offered' : 'none';
    if (store.state.refining !== refining) store.set({ refining });
  };
  const keep = (part: Part): void => {
    const all = [...parts.filter((p) => p !== part), part];
    for (const { encoded } of all.slice(0, -KEPT)) encoded.predictor.close();
    parts = all.slice(-KEPT);
  };

  const encode = async ({ source, box }: { source: Encoded; box: ImageBox }): Promise<void> => {
    const controller = new AbortController();
    running = controller;
    show();
    const { engine, picture } = source;
    try {
      const { signal } = controller;
      const predictor = await engine.predictor(imageSource(deps, picture), { signal, crop: box });
      if (signal.aborted) predictor.close();
      else keep({ box, encoded: { engine, picture, predictor } });
    } catch (thrown) {
      // The whole picture still answers; the next rest of the view tries again.
      if (!isAborted(thrown) && running === controller) store.fail('encode', thrown);
    } finally {
      if (running === controller) {
        running = null;
        show();
        ready();
        rest();
      }
    }
  };

  /** Starts the clock anew; a part that is being encoded is finished first, since stopping it costs more. */
  const rest = (): void => {
    waiting?.();
    waiting = null;
    show();
    if (running || current() || !wanted() || slow()) return;
    waiting = deps.clock.later(REST, start);
  };
  const start = (): void => {
    waiting = null;
    const want = wanted();
    if (want && !running && !current()) void encode(want);
  };

  return {
    look(box) {
      visible = box;
      rest();
    },
    start,
    again: rest,
    sourceFor(prompts, object) {
      const source = whole();
      const part = current();
      if (!source || !part) return source;
      const known = object ? coveredBy(object, source.picture.size) : null;
      if (known && !holds(part.box, known)) return source;
      if (!prompts.every((prompt) => holds(part.box, promptBox(prompt)))) return source;
      keep(part);
      return part.encoded;
    },
    reset() {
      waiting?.();
      waiting = null;
      running?.abort();
      running = null;
      for (const { encoded } of parts) encoded.predictor.close();
      parts = [];
      show();
    },
  };
}
