/** Flow: find many objects at once (everything mode, more like this). Results arrive in the document as one undoable step. */
import { isAborted } from '../../contract/errors.ts';
import type { Candidate, EverythingOptions, SimilarObject } from '../../contract/segmenter.ts';
import { type PackedMask, packedArea, packedIntersection, packedIou } from '../../core/mask/packed.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { type Doc, newObject, type ObjectId, type SegObject } from '../document.ts';
import { objectMask, packLogits } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';

/** The knobs of everything mode that a person turns, under SAM's names. */
export type EverythingKnobs = Pick<
  EverythingOptions,
  'pointsPerSide' | 'predIouThresh' | 'stabilityScoreThresh' | 'boxNmsThresh' | 'minMaskRegionArea'
>;

export interface FindFlow {
  /** Decodes a grid of clicks and turns every good mask into an object as soon as it is known. */
  everything(knobs: EverythingKnobs): Promise<void>;
  /** Looks for more things like the `include` objects and unlike the `exclude` ones. */
  similar(include: readonly ObjectId[], exclude: readonly ObjectId[]): Promise<void>;
  /** Keeps only what is at least this similar, -1..1; what was let go comes back when the value is lowered. */
  setSimilarity(least: number): void;
  /** Ends the search; what was found stays. */
  cancel(): void;
}

/** Found objects this alike to one that is already there are left out. */
const SAME = 0.85;
/** The least similarity that is searched for; the person's own limit lies above. */
const FLOOR = 0.45;
const MOST_SIMILAR = 120;
export const POINTS_PER_BATCH = 32;

/** Small objects above large ones, so that all can be seen and clicked. */
function bySize(objects: readonly SegObject[], picture: OpenedPicture): readonly SegObject[] {
  const area = (o: SegObject): number => {
    const mask = objectMask(o, picture.size);
    return mask ? packedArea(mask) : 0;
  };
  return objects.toSorted((a, b) => area(a) - area(b));
}

/** A found thing; `mask` is that of `object`. */
interface Similar {
  readonly similarity: number;
  readonly object: SegObject;
  readonly mask: PackedMask;
}

/** Of two found things that share more than this part of the smaller one, only the better stays: a thing is counted once. */
const SHARED = 0.35;
/** How much an area e times that of the nearest example counts against a found thing, in similarity. */
const SIZE_PENALTY = 0.1;

function sharedPart(a: PackedMask, b: PackedMask): number {
  return packedIntersection(a, b) / Math.max(1, Math.min(packedArea(a), packedArea(b)));
}

/** The things that do not cover one another nor an example: the alike and the alike in size first. */
function apart(found: readonly Similar[], examples: readonly PackedMask[]): readonly Similar[] {
  const sizes = examples.map((mask) => Math.log(Math.max(1, packedArea(mask))));
  const rank = ({ similarity, mask }: Similar): number => {
    const size = Math.log(Math.max(1, packedArea(mask)));
    return similarity - SIZE_PENALTY * Math.min(...sizes.map((s) => Math.abs(s - size)));
  };
  const kept: Similar[] = [];
  for (const one of found.toSorted((a, b) => rank(b) - rank(a))) {
    const taken = [...examples, ...kept.map((k) => k.mask)];
    if (taken.every((mask) => sharedPart(mask, one.mask) <= SHARED)) kept.push(one);
  }
  return kept;
}

export function createFindFlow(store: AppStore, deps: Deps, encoded: () => Encoded | null): FindFlow {
  let controller: AbortController | null = null;
  /** What the last search for similar things gave, with the objects made of it. */
  let results: readonly Similar[] = [];
  let exampleMasks: readonly PackedMask[] = [];
  let key = '';

  /** A new object from a candidate, or null when there is one like it already. */
  const made = (candidate: Candidate, doc: Doc, picture: OpenedPicture): SegObject | null => {
    const mask = packLogits(candidate.logits, picture.size, 0);
    if (mask.bits.length === 0) return null;
    const known = doc.objects.some((o) => {
      const other = objectMask(o, picture.size);
      return other !== null && packedIou(other, mask) > SAME;
    });
    return known ? null : { ...newObject(doc, store.nextId('object-')), mask };
  };

  /** Runs one search; a new one ends the one before. */
  const search = async (
    kind: 'everything' | 'similar',
    work: (source: Encoded, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const source = encoded();
    if (!source) return;
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    key = store.nextId('find-');
    results = [];
    const start = deps.clock.now();
    store.set({ finding: { kind, running: true, done: 0, total: null, found: 0, ms: 0 } });
    try {
      await work(source, mine.signal);
    } catch (thrown) {
      if (!isAborted(thrown)) store.fail(kind, thrown);
    } finally {
      if (controller === mine) {
        controller = null;
        const { finding } = store.state;
        if (finding) store.set({ finding: { ...finding, running: false, ms: deps.clock.now() - start } });
      }
    }
  };

  const showSimilar = (least: number): void => {
    const { doc, finding } = store.state;
    const ids = new Set(results.map((r) => r.object.id));
    const wanted = apart(
      results.filter((r) => r.similarity >= least),
      exampleMasks,
    );
    const present = new Map(doc.objects.map((o) => [o.id, o]));
    const objects = [
      ...wanted.map((r) => present.get(r.object.id) ?? r.object),
      ...doc.objects.filter((o) => !ids.has(o.id)),
    ];
    store.commit({ objects, activeId: doc.activeId }, 'find more like this', key);
    if (finding) store.set({ finding: { ...finding, found: wanted.length } });
  };

  const masksOf = (ids: readonly ObjectId[], picture: OpenedPicture): readonly PackedMask[] =>
    store.state.doc.objects
      .filter((o) => ids.includes(o.id))
      .map((o) => objectMask(o, picture.size))
      .filter((mask) => mask !== null)
      .filter((mask) => mask.bits.length > 0);
  const boxesOf = (masks: readonly PackedMask[]): readonly Prompt[] => masks.map(({ box }) => ({ kind: 'box', box }));

  return {
    everything: (knobs) =>
      search('everything', async ({ engine, embedding, picture }, signal) => {
        const ids = new Set<ObjectId>();
        const options: EverythingOptions = {
          ...knobs,
          pointsPerBatch: POINTS_PER_BATCH,
          stabilityScoreOffset: 1,
          coarseToFine: true,
        };
        await engine.everything(embedding, options, signal, ({ candidates, done, total }) => {
          if (signal.aborted || store.state.picture !== picture) return;
          let { doc } = store.state;
          for (const candidate of candidates) {
            const object = made(candidate, doc, picture);
            if (!object) continue;
            ids.add(object.id);
            doc = { ...doc, objects: [object, ...doc.objects] };
          }
          const found = doc.objects.filter((o) => ids.has(o.id));
          const others = doc.objects.filter((o) => !ids.has(o.id));
          if (doc !== store.state.doc) {
            const objects = [...bySize(found, picture), ...others];
            store.commit({ objects, activeId: doc.activeId }, 'find everything', key);
          }
          store.set({
            finding: { kind: 'everything', running: true, done, total, found: found.length, ms: 0 },
          });
        });
      }),
    similar: (include, exclude) =>
      search('similar', async ({ engine, embedding, picture }, signal) => {
        exampleMasks = masksOf(include, picture);
        const label = store.state.doc.objects.find((o) => include.includes(o.id))?.label ?? '';
        const options = {
          include: boxesOf(exampleMasks),
          exclude: boxesOf(masksOf(exclude, picture)),
          minSimilarity: FLOOR,
          maxObjects: MOST_SIMILAR,
        };
        const answer: readonly SimilarObject[] = await engine.similar(embedding, options, signal);
        if (signal.aborted || store.state.picture !== picture) return;
        let { doc } = store.state;
        const found: Similar[] = [];
        for (const { candidate, similarity } of answer) {
          const object = made(candidate, doc, picture);
          if (!object?.mask) continue;
          found.push({ similarity, object: { ...object, label }, mask: object.mask });
          doc = { ...doc, objects: [object, ...doc.objects] };
        }
        results = found;
        showSimilar(store.state.similarity);
      }),
    setSimilarity(least) {
      store.set({ similarity: least });
      if (results.length > 0) showSimilar(least);
    },
    cancel() {
      controller?.abort();
      controller = null;
      const { finding } = store.state;
      if (finding?.running) store.set({ finding: { ...finding, running: false } });
    },
  };
}
