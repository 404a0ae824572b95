/**
 * Flow: what the picture is of becomes objects without a click. From the model's own map of the subject where it has one: its
 * connected parts, each confirmed by the decoder. Else from masks of a coarse grid of prompts, ranked; the best becomes an object
 * and the others are offered in turn. The objects carry prompts and candidates like those that were clicked.
 */
import { isAborted } from '../../contract/errors.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import { boxOfSize, type ImageBox } from '../../core/geometry/box.ts';
import { imagePoint, type Size } from '../../core/geometry/space.ts';
import { findComponents, labelPlane } from '../../core/mask/components.ts';
import { type LogitsPlane, sampleLogits } from '../../core/mask/logits.ts';
import { type Mask, maskIou, maskOfLabel } from '../../core/mask/mask.ts';
import { deepestPixel, subjectRank } from '../../core/prompt/subject.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { chosenCandidate, newObject, type PlacedPrompt, type SegObject } from '../document.ts';
import type { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';

/** Name of the encoder's output: logits [1,1,H/4,W/4] of what one would cut out without a click. */
const OUTPUT = 'subject';
/** Longer side of the masks that are compared, pixels. */
const COARSE = 96;
const MOST_OBJECTS = 8;
/** Parts of the subject's map below this share of the picture are crumbs. */
const LEAST_PART = 0.005;
/** A decoder's mask that shares less than this of a part (IoU) does not confirm it. */
const CONFIRMS = 0.5;
/** Ranks below this are a guess. */
const UNSURE = 0.22;
/**
 * Mean probability within the model's own map below which it is more often wrong than right: of 73 held-out photos of single
 * subjects, 63 % below it and 33 % above it had an IoU under one half (the first training of the subject output).
 */
const UNSURE_MAP = 0.83;
/** Two guesses that share more than this (IoU) are one. */
const SAME = 0.7;

/** What came of it: objects that the model is sure of, objects that want a look, or none. */
export type SubjectOutcome = 'sure' | 'unsure' | 'none';

export interface SubjectFlow {
  /**
   * Makes the subject's objects as one undoable step and says what came of it, unless `quiet`.
   * Does nothing while the picture is not encoded. `another`: the likeliest guess that no object resembles, in place of those that
   * are not locked.
   * @returns null when it was given up, overtaken, or failed (which is said in the store)
   */
  select(options?: {
    readonly quiet?: boolean;
    readonly another?: boolean;
    readonly signal?: AbortSignal;
  }): Promise<SubjectOutcome | null>;
}

interface Guess {
  readonly mask: Mask;
  readonly rank: number;
}

function coarseSize({ width, height }: Size): Size {
  const k = COARSE / Math.max(width, height);
  return { width: Math.max(2, Math.round(width * k)), height: Math.max(2, Math.round(height * k)) };
}

/** A plane's mask at the coarse size. */
function coarse(plane: LogitsPlane, size: Size, to: Size): Mask {
  const [sx, sy] = [to.width / size.width, to.height / size.height];
  const { box } = plane;
  const placed = { ...plane, box: { x0: box.x0 * sx, y0: box.y0 * sy, x1: box.x1 * sx, y1: box.y1 * sy } };
  return { ...to, data: Uint8Array.from(sampleLogits(placed, boxOfSize(to)), (v) => (v > 0 ? 1 : 0)) };
}

/** Colours of the picture at the coarse size, nearest pixels. */
function colours(deps: Deps, picture: OpenedPicture, to: Size): Uint8Array {
  const { size } = picture;
  const out = new Uint8Array(3 * to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const from = Math.min(size.height - 1, Math.floor(((y + 0.5) * size.height) / to.height));
    const row = deps.pictures.pixels(picture, { x0: 0, y0: from, x1: size.width, y1: from + 1 });
    for (let x = 0; x < to.width; x++) {
      const at = Math.min(size.width - 1, Math.floor(((x + 0.5) * size.width) / to.width));
      for (let c = 0; c < 3; c++) out[3 * (y * to.width + x) + c] = row[4 * at + c] ?? 0;
    }
  }
  return out;
}

/** What the model's own map says. */
interface OwnMap {
  /** Its connected parts, the largest first. */
  readonly parts: readonly Mask[];
  /** Mean probability within them, 0.5..1; 0 when there is none. */
  readonly certainty: number;
}

/** Mean probability of the picture's part of a plane where it is above one half. */
function certaintyOf({ data, width, content }: LogitsPlane): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < Math.floor(content.height); y++) {
    for (let x = 0; x < Math.floor(content.width); x++) {
      const logit = data[y * width + x] ?? 0;
      if (logit <= 0) continue;
      sum += 1 / (1 + Math.exp(-logit));
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

/** The model's own map of the subject; null where the model has none. */
async function ownMap({ predictor, picture }: Encoded, to: Size): Promise<OwnMap | null> {
  const names = await predictor.tensorNames();
  if (!names.some(({ name }) => name === OUTPUT)) return null;
  const plane = await predictor.tensor(OUTPUT);
  const mask = coarse(plane, picture.size, to);
  const components = findComponents(mask);
  const labels = labelPlane(mask, components);
  const areas = new Map<number, number>();
  for (const label of labels) if (label > 0) areas.set(label, (areas.get(label) ?? 0) + 1);
  const parts = [...areas]
    .filter(([, area]) => area >= LEAST_PART * labels.length)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MOST_OBJECTS)
    .map(([label]) => maskOfLabel({ ...to, data: labels }, label));
  return { parts, certainty: certaintyOf(plane) };
}

/** Masks of a coarse grid of prompts, the likeliest subject first, each once. */
async function guesses(deps: Deps, source: Encoded, to: Size, signal: AbortSignal): Promise<readonly Guess[]> {
  const { predictor, picture } = source;
  const found: Candidate[] = [];
  const options = {
    pointsPerSide: 4,
    pointsPerBatch: 16,
    predIouThresh: 0,
    stabilityScoreThresh: 0,
    stabilityScoreOffset: 1,
    boxNmsThresh: 0.9,
    minMaskRegionArea: 0,
    coarseToFine: true,
    lowResolutionFirst: true,
  };
  await predictor.everything(options, signal, ({ candidates }) => found.push(...candidates));
  const rgb = colours(deps, picture, to);
  const ranked = found
    .map(({ logits, score }): Guess => {
      const mask = coarse(logits, picture.size, to);
      return { mask, rank: subjectRank(mask, rgb, score) };
    })
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank);
  const each: Guess[] = [];
  for (const guess of ranked) if (!each.some((g) => maskIou(g.mask, guess.mask) > SAME)) each.push(guess);
  return each.slice(0, MOST_OBJECTS);
}

function boxOfMask({ width, height, data }: Mask, size: Size): ImageBox {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== 1) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x + 1);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y + 1);
  }
  const [sx, sy] = [size.width / width, size.height / height];
  return { x0: x0 * sx, y0: y0 * sy, x1: x1 * sx, y1: y1 * sy };
}

export function createSubjectFlow(store: AppStore, deps: Deps, encoded: () => Encoded | null): SubjectFlow {
  let controller: AbortController | null = null;

  /** The object that the decoder makes of a mask, asked with a box and the deepest point; null where it disagrees. */
  const confirmed = async (source: Encoded, mask: Mask, signal: AbortSignal): Promise<SegObject | null> => {
    const { engine, predictor, picture } = source;
    const at = deepestPixel(mask);
    if (!at) return null;
    const { size } = picture;
    const point = imagePoint(((at.x + 0.5) * size.width) / mask.width, ((at.y + 0.5) * size.height) / mask.height);
    const prompts: readonly PlacedPrompt[] = [
      { id: store.nextId('prompt-'), prompt: { kind: 'box', box: boxOfMask(mask, size) } },
      { id: store.nextId('prompt-'), prompt: { kind: 'point', at: point, label: 'include' } },
    ];
    const { candidates, best } = await predictor.predict(
      prompts.map((p) => p.prompt),
      { signal },
    );
    const shared = candidates.map((c) => maskIou(coarse(c.logits, size, mask), mask));
    const chosen = shared.reduce((top, v, i) => (v > (shared[top] ?? 0) ? i : top), 0);
    if ((shared[chosen] ?? 0) < CONFIRMS) return null;
    const object = newObject(store.state.doc, store.nextId('object-'));
    return {
      ...object,
      prompts,
      answer: { prompts, model: engine.model.id, candidates, best, chosen, provisional: false },
    };
  };

  const add = (objects: readonly SegObject[], instead: readonly SegObject[]): void => {
    const { doc } = store.state;
    let next = { ...doc, objects: doc.objects.filter((o) => !instead.some((gone) => gone.id === o.id)) };
    for (const object of objects) {
      const { name, color } = newObject(next, object.id);
      next = { ...next, objects: [{ ...object, name, color }, ...next.objects] };
    }
    store.commit({ ...next, activeId: objects[0]?.id ?? next.activeId }, 'select the subject');
  };

  /** Shows the first guess that the decoder confirms, and offers those after it. */
  const offer = async (
    source: Encoded,
    list: readonly Guess[],
    instead: readonly SegObject[],
    quiet: boolean,
    signal: AbortSignal,
  ): Promise<SubjectOutcome | null> => {
    for (const [i, { mask, rank }] of list.entries()) {
      const object = await confirmed(source, mask, signal);
      if (signal.aborted || store.state.picture !== source.picture) return null;
      if (!object) continue;
      add([object], instead);
      const rest = list.slice(i + 1);
      const again = { label: 'Another guess', run: () => void run((s) => offer(source, rest, [object], false, s)) };
      const unsure = rank < UNSURE;
      if (quiet) return unsure ? 'unsure' : 'sure';
      store.notify({
        tone: unsure ? 'warning' : 'good',
        title: unsure ? 'Unsure: add a click or a box' : 'Best guess selected',
        lasts: unsure ? 12_000 : 6000,
        ...(rest.length > 0 ? { action: again } : {}),
      });
      return unsure ? 'unsure' : 'sure';
    }
    if (!quiet) {
      const text = 'Click what you mean, or draw a box.';
      store.notify({ tone: 'info', title: 'Nothing stands out', text, lasts: 6000 });
    }
    return 'none';
  };

  const run = async (
    work: (signal: AbortSignal) => Promise<SubjectOutcome | null>,
    outer?: AbortSignal,
  ): Promise<SubjectOutcome | null> => {
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    try {
      return await work(outer ? AbortSignal.any([mine.signal, outer]) : mine.signal);
    } catch (thrown) {
      if (!isAborted(thrown)) store.fail('segment', thrown);
      return null;
    }
  };

  return {
    async select({ quiet = false, another = false, signal: outer } = {}) {
      const source = encoded();
      if (!source) return null;
      const to = coarseSize(source.picture.size);
      return run(async (signal) => {
        if (another) {
          const { objects } = store.state.doc;
          const taken = objects.flatMap((object) => {
            const plane = chosenCandidate(object)?.logits;
            return plane ? [coarse(plane, source.picture.size, to)] : [];
          });
          const list = await guesses(deps, source, to, signal);
          const fresh = list.filter(({ mask }) => !taken.some((t) => maskIou(t, mask) > SAME));
          return offer(
            source,
            fresh,
            objects.filter((o) => !o.locked),
            quiet,
            signal,
          );
        }
        const own = await ownMap(source, to);
        const objects: SegObject[] = [];
        for (const part of own?.parts ?? []) {
          const object = await confirmed(source, part, signal);
          if (signal.aborted || store.state.picture !== source.picture) return null;
          if (object) objects.push(object);
        }
        if (objects.length > 0) {
          add(objects, []);
          const unsure = (own?.certainty ?? 1) < UNSURE_MAP;
          if (quiet) return unsure ? 'unsure' : 'sure';
          if (unsure) {
            const other = async (s: AbortSignal): Promise<SubjectOutcome | null> =>
              offer(source, await guesses(deps, source, to, s), objects.slice(0, 1), false, s);
            store.notify({
              tone: 'warning',
              title: 'Unsure: add a click or a box',
              lasts: 12_000,
              ...(objects.length === 1 ? { action: { label: 'Another guess', run: () => void run(other) } } : {}),
            });
            return 'unsure';
          }
          const title = objects.length === 1 ? 'Subject selected' : `${objects.length} subjects selected`;
          store.notify({ tone: 'good', title, lasts: 4000 });
          return 'sure';
        }
        return offer(source, await guesses(deps, source, to, signal), [], quiet, signal);
      }, outer);
    },
  };
}
