/** More like this: what the engine found, as much of it as the confidence lets through. */
import type { SimilarObject } from '../../contract/segmenter.ts';
import { naturalBreak } from '../../core/likeness/natural-break.ts';
import { type PackedMask, packedArea, packedIntersection, packedIou } from '../../core/mask/packed.ts';
import type { OpenedPicture } from '../deps.ts';
import type { ObjectId, SegObject } from '../document.ts';
import { objectMask, packLogits } from '../object-mask.ts';
import type { Encoded } from './encode.ts';
import type { SearchTools } from './search-tools.ts';

export interface SimilarSearch {
  /** Searches, then shows what lies above the break in the likenesses. */
  run(source: Encoded, include: readonly ObjectId[], exclude: readonly ObjectId[], signal: AbortSignal): Promise<void>;
  /** Shows what is at least this similar, 0..1. */
  show(least: number): void;
  /** Forgets the last search: its results stay in the document as they are. */
  forget(): void;
}

/** The least similarity that is asked for; nobody means what lies below. */
const FLOOR = 0.15;
/**
 * Between the alike and the rest with one example each (24 coins, 7 mugs, 6 oranges) and with several, which say better what
 * counts and lift what is alike; the gap is looked for this far around it.
 */
const EXPECTED = 0.4;
const EXPECTED_OF_SEVERAL = 0.47;
const REACH = 0.05;
const MOST_SIMILAR = 120;
/** A found thing this alike to an object is that object. */
const ALREADY = 0.7;
/** Of two found things that share more than this part of the smaller one, only the better stays: a thing is counted once. */
const SHARED = 0.35;

/** A found thing; `mask` is that of `object`. */
interface Similar {
  readonly similarity: number;
  /** It was an object before the search: it counts, and it stays whatever the confidence. */
  readonly known: boolean;
  readonly object: SegObject;
  readonly mask: PackedMask;
}

function sharedPart(a: PackedMask, b: PackedMask): number {
  return packedIntersection(a, b) / Math.max(1, Math.min(packedArea(a), packedArea(b)));
}

/** The things that cover neither one another nor an example, the most alike first. */
function apart(found: readonly Similar[], examples: readonly PackedMask[]): readonly Similar[] {
  const kept: Similar[] = [];
  for (const one of found.toSorted((a, b) => b.similarity - a.similarity)) {
    const taken = [...examples, ...kept.map((k) => k.mask)];
    if (taken.every((mask) => sharedPart(mask, one.mask) <= SHARED)) kept.push(one);
  }
  return kept;
}

export function createSimilarSearch({ store, key, made }: SearchTools): SimilarSearch {
  /** What the last search gave, each thing once, with the objects made of it. */
  let results: readonly Similar[] = [];

  const masksOf = (ids: readonly ObjectId[], picture: OpenedPicture): readonly PackedMask[] =>
    store.state.doc.objects
      .filter((o) => ids.includes(o.id))
      .map((o) => objectMask(o, picture.size))
      .filter((mask) => mask !== null)
      .filter((mask) => mask.bits.length > 0);

  /** The object that is there already in this place. */
  const twinOf = (mask: PackedMask, picture: OpenedPicture): Pick<Similar, 'object' | 'mask'> | null => {
    for (const object of store.state.doc.objects) {
      const own = objectMask(object, picture.size);
      if (own && packedIou(own, mask) > ALREADY) return { object, mask: own };
    }
    return null;
  };

  const show = (least: number): void => {
    store.set({ similarity: least });
    if (results.length === 0) return;
    const { doc, finding } = store.state;
    const ids = new Set(results.filter((r) => !r.known).map((r) => r.object.id));
    const wanted = results.filter((r) => r.similarity >= least);
    const present = new Map(doc.objects.map((o) => [o.id, o]));
    const objects = [
      ...wanted.filter((r) => !r.known).map((r) => present.get(r.object.id) ?? r.object),
      ...doc.objects.filter((o) => !ids.has(o.id)),
    ];
    store.commit({ ...doc, objects }, 'find more like this', key());
    if (finding) store.set({ finding: { ...finding, found: wanted.length, objects: wanted.map((r) => r.object.id) } });
  };

  return {
    async run({ predictor, picture }, include, exclude, signal) {
      const examples = masksOf(include, picture);
      const unlike = masksOf(exclude, picture);
      const label = store.state.doc.objects.find((o) => include.includes(o.id))?.label ?? '';
      const answer: readonly SimilarObject[] = await predictor.similar(
        { include: examples, exclude: unlike, minSimilarity: FLOOR, maxObjects: MOST_SIMILAR },
        signal,
      );
      if (signal.aborted || store.state.picture !== picture) return;
      let { doc } = store.state;
      const found: Similar[] = [];
      for (const { candidate, similarity } of answer) {
        const object = made(candidate, doc, picture);
        if (object?.mask) {
          found.push({ similarity, known: false, object: { ...object, label }, mask: object.mask });
          doc = { ...doc, objects: [object, ...doc.objects] };
        } else {
          const own = twinOf(packLogits(candidate.logits, picture.size, 0), picture);
          if (own) found.push({ similarity, known: true, ...own });
        }
      }
      results = apart(found, [...examples, ...unlike]);
      const likenesses = results.map((r) => r.similarity);
      show(naturalBreak(likenesses, include.length > 1 ? EXPECTED_OF_SEVERAL : EXPECTED, REACH));
    },
    show,
    forget() {
      results = [];
    },
  };
}
