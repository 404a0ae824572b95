/** Flow: show what a click here would give, at a rate that follows the model's speed. */
import { isAborted } from '../../contract/errors.ts';
import { distance, type ImagePoint } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Deps } from '../deps.ts';
import { activeObject, type SegObject } from '../document.ts';
import type { Preview } from '../state.ts';
import type { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';
import { previousLogits } from './segment.ts';

/** Share of the average decode time that is left between two hovers, and its bounds in milliseconds. */
const WAIT_SHARE = 0.3;
const MIN_WAIT = 16;
const MAX_WAIT = 300;
/** A hover's answer stands for a click at most this many CSS pixels away. */
export const REUSE_RADIUS = 5;

/** Moving average that follows a faster decode at once (weight 0.5) and a slower one reluctantly (0.1). */
export function nextAverage(average: number, sample: number): number {
  return average === 0 ? sample : average + (sample < average ? 0.5 : 0.1) * (sample - average);
}

/** Least milliseconds from one hover to the next. */
export function hoverWait(average: number): number {
  return Math.min(MAX_WAIT, Math.max(MIN_WAIT, average * WAIT_SHARE));
}

export interface PreviewFlow {
  /** Asks for a preview of these prompts; only the latest is answered. `at` is the pointer, for reuse by a click. */
  ask(prompts: readonly Prompt[], at: ImagePoint | null): void;
  /** Takes the preview away. */
  clear(): void;
  /** The preview that may stand for a click at `at`, seen at `zoom` CSS pixels per picture pixel. */
  reusable(at: ImagePoint, zoom: number): Preview | null;
}

/** @param sourceFor what answers prompts: a part of the picture that shows them better, or the whole */
export function createPreviewFlow(
  store: AppStore,
  deps: Deps,
  encoded: () => Encoded | null,
  sourceFor: (prompts: readonly Prompt[], object: SegObject | null) => Encoded | null = encoded,
): PreviewFlow {
  let average = 0;
  let waiting: (() => void) | null = null;
  let wanted: { readonly prompts: readonly Prompt[]; readonly at: ImagePoint | null } | null = null;
  let controller: AbortController | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;

  const send = async (): Promise<void> => {
    waiting = null;
    const source = encoded();
    const request = wanted;
    wanted = null;
    if (!source || !request) return;
    const mine = new AbortController();
    controller = mine;
    sentAt = deps.clock.now();
    try {
      const object = activeObject(store.state.doc);
      const near = sourceFor(request.prompts, object) ?? source;
      const previous = object?.maskPrompt ? previousLogits(object, source.engine.model.id) : undefined;
      const segmentation = await near.predictor.hover(request.prompts, { signal: mine.signal, previous });
      if (mine.signal.aborted || encoded() !== source) return;
      average = nextAverage(average, segmentation.decodeMs);
      store.set({ preview: { ...request, segmentation, model: source.engine.model.id } });
    } catch (thrown) {
      // A failed preview is not worth a word: the click that follows says what is wrong.
      if (!isAborted(thrown)) store.set({ preview: null });
    } finally {
      if (controller === mine) controller = null;
    }
    if (wanted && !waiting) schedule();
  };

  /** At once after a pause: the first look at a place should not wait. */
  const schedule = (): void => {
    const left = sentAt + hoverWait(average) - deps.clock.now();
    if (left <= 0) void send();
    else waiting = deps.clock.later(left, () => void send());
  };

  return {
    ask(prompts, at) {
      if (!encoded()) return;
      wanted = { prompts, at };
      if (!waiting && !controller) schedule();
    },
    clear() {
      wanted = null;
      waiting?.();
      waiting = null;
      controller?.abort();
      controller = null;
      if (store.state.preview) store.set({ preview: null });
    },
    reusable(at, zoom) {
      const { preview } = store.state;
      if (!preview?.at || preview.model !== encoded()?.engine.model.id) return null;
      return distance(preview.at, at) * zoom <= REUSE_RADIUS ? preview : null;
    },
  };
}
