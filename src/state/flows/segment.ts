/** Flow: answer the prompts of objects, one request at a time; a click is never lost and a stale answer never stored. */
import { isAborted } from '../../contract/errors.ts';
import type { Segmentation } from '../../contract/segmenter.ts';
import { boxWidth } from '../../core/geometry/box.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import { isCutByCrop } from '../../core/prompt/grid.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { planeOfMask } from '../../core/tasks/mask-plane.ts';
import {
  type Answer,
  chosenCandidate,
  type Doc,
  isStale,
  type ObjectId,
  type PlacedPrompt,
  type SegObject,
  updateObject,
} from '../document.ts';
import { coveredBox } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import { corrected, correctionPrompts } from './correction.ts';
import type { Encoded } from './encode.ts';

export interface SegmentFlow {
  /** Starts the next request if one is due. Cheap when nothing is. */
  pump(): void;
  /** Gives up everything in flight: the picture or the engine has changed. */
  reset(): void;
  /** Called with every exact answer of a click, for announcements and timing. */
  onAnswer(listener: (object: SegObject, segmentation: Segmentation) => void): () => void;
}

interface InFlight {
  readonly objectId: ObjectId;
  readonly prompts: readonly PlacedPrompt[];
  readonly controller: AbortController;
}

/** True when `later` only adds prompts after those of `earlier`. */
function extendsPrompts(earlier: readonly PlacedPrompt[], later: readonly PlacedPrompt[]): boolean {
  return earlier.length <= later.length && earlier.every((p, i) => later[i] === p);
}

/**
 * The logits to feed back: those of the chosen candidate while the person only adds to what was answered, else the mask that the
 * object starts from. After a prompt was moved or removed the old answer would hold on to what the person has just taken back.
 */
export function previousLogits(object: SegObject, model: string): LogitsPlane | undefined {
  const { answer, prompts } = object;
  const first = object.maskPrompt ? planeOf(object.maskPrompt) : undefined;
  if (!answer || answer.provisional || answer.model !== model) return first;
  if (answer.prompts.length === 0 || answer.prompts.length === prompts.length) return first;
  return extendsPrompts(answer.prompts, prompts) ? chosenCandidate(object)?.logits : first;
}

const planes = new WeakMap<PackedMask, LogitsPlane>();

/** A mask as logits; the same plane for the same mask. */
function planeOf(mask: PackedMask): LogitsPlane {
  const plane = planes.get(mask) ?? planeOfMask(mask);
  planes.set(mask, plane);
  return plane;
}

/** The document with the answer where it is due; an answer to the first of several clicks is shown until theirs comes. */
function withAnswer(doc: Doc, asked: SegObject, answer: Answer, segmentation: Segmentation): Doc {
  const target = doc.objects.find((o) => o.id === asked.id);
  if (!target || !isStale(target)) return doc;
  if (target.mask) {
    return target.prompts === answer.prompts ? updateObject(doc, asked.id, (o) => corrected(o, segmentation)) : doc;
  }
  const known = target.answer && !target.answer.provisional ? target.answer.prompts.length : 0;
  if (!extendsPrompts(answer.prompts, target.prompts) || known > answer.prompts.length) return doc;
  return updateObject(doc, asked.id, (o) => ({ ...o, answer }));
}

function goesOn(plane: LogitsPlane, { picture }: Encoded, threshold: number): boolean {
  const covered = coveredBox(plane, threshold, picture.size);
  const cell = boxWidth(plane.box) / plane.content.width;
  return covered !== null && isCutByCrop(covered, plane.box, picture.size, 2 * cell);
}

/**
 * What a part of the picture answered, with the best candidate that ends inside that part. Null when every candidate goes on
 * beyond it or is empty: then it is the whole picture's to answer.
 */
function inside(answer: Segmentation, near: Encoded, threshold: number): Segmentation | null {
  const { candidates, best } = answer;
  const ends = candidates.flatMap(({ logits, score }, i) => {
    const empty = coveredBox(logits, threshold, near.picture.size) === null;
    return goesOn(logits, near, threshold) || (empty && i !== best)
      ? []
      : [{ i, score: i === best ? Infinity : score }];
  });
  const [first] = ends.toSorted((a, b) => b.score - a.score);
  return first ? { ...answer, best: first.i } : null;
}

/**
 * @param encoded the whole picture
 * @param sourceFor what answers an object's prompts: a part of the picture that shows them better, or the whole
 */
export function createSegmentFlow(
  store: AppStore,
  encoded: () => Encoded | null,
  sourceFor: (prompts: readonly Prompt[], object: SegObject) => Encoded | null = encoded,
): SegmentFlow {
  let inFlight: InFlight | null = null;
  /** Prompt lists that failed: asked again when the person changes them, or of another engine or embedding. */
  let failed = new WeakSet<readonly PlacedPrompt[]>();
  const listeners = new Set<(object: SegObject, segmentation: Segmentation) => void>();

  const due = (): SegObject | null => {
    const { objects, activeId } = store.state.doc;
    const waiting = objects.filter((o) => isStale(o) && !failed.has(o.prompts));
    return waiting.find((o) => o.id === activeId) ?? waiting[0] ?? null;
  };

  const finish = (request: InFlight): boolean => {
    if (inFlight !== request) return false;
    inFlight = null;
    return true;
  };

  const ask = async (object: SegObject, source: Encoded): Promise<void> => {
    const request: InFlight = { objectId: object.id, prompts: object.prompts, controller: new AbortController() };
    inFlight = request;
    const model = source.engine.model.id;
    const prompts = object.prompts.map((p) => p.prompt);
    const answerOf = ({ predictor }: Encoded): Promise<Segmentation> => {
      const previous = previousLogits(object, model);
      return predictor.predict(object.mask ? correctionPrompts(prompts) : prompts, {
        signal: request.controller.signal,
        previous,
      });
    };
    try {
      const near = sourceFor(prompts, object) ?? source;
      const nearest = await answerOf(near);
      const segmentation =
        near === source ? nearest : (inside(nearest, near, object.threshold) ?? (await answerOf(source)));
      if (!finish(request)) return;
      const { candidates, best } = segmentation;
      const answer: Answer = { prompts: object.prompts, model, candidates, best, chosen: best, provisional: false };
      store.amend((doc) => withAnswer(doc, object, answer, segmentation));
      store.set({ decodeMs: segmentation.decodeMs });
      for (const listener of listeners) listener(object, segmentation);
    } catch (thrown) {
      if (!finish(request)) return;
      if (!isAborted(thrown)) {
        failed.add(object.prompts);
        store.fail('segment', thrown);
      }
    }
    pump();
  };

  const pump = (): void => {
    const source = encoded();
    const object = due();
    store.set({ busy: object !== null || inFlight !== null });
    if (inFlight) {
      const request = inFlight;
      const target = store.state.doc.objects.find((o) => o.id === request.objectId);
      if (target && extendsPrompts(request.prompts, target.prompts)) return;
      request.controller.abort();
      inFlight = null;
    }
    if (source && object) void ask(object, source);
  };

  return {
    pump,
    reset() {
      failed = new WeakSet();
      inFlight?.controller.abort();
      inFlight = null;
      pump();
    },
    onAnswer(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
