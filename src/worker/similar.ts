/** Find similar: from clicked examples to every place that looks alike, each confirmed by the decoder. */
import type { Candidate, SimilarObject, SimilarOptions } from '../contract/segmenter.ts';
import { boxHeight, boxWidth } from '../core/geometry/box.ts';
import { type ImagePoint, imagePoint } from '../core/geometry/space.ts';
import { contentOfPlane } from '../core/mask/logits.ts';
import { type PlaneMask, planeIou, planeMask } from '../core/mask/plane-overlap.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import type { Encoded, FamilyModel } from '../runtime/families/family.ts';
import { cosineMap, dot, type FeatureMap, featureMap, maskedMean, peaks } from './feature-map.ts';
import type { Checkpoint } from './jobs.ts';

/** Two masks this alike are one object. */
const SAME = 0.5;
/** A found object may be this many times larger or smaller than the examples. */
const AREA_RATIO = 6;
/** Peaks decoded for every object asked for: many peaks lie on one object. */
const PEAKS_PER_OBJECT = 4;
const BATCH = 4;

interface Example {
  readonly mask: PlaneMask;
  readonly vector: Float32Array;
}

/**
 * The examples themselves are not among the results. Each include or exclude prompt is one example.
 * @returns best first
 * @throws SegError `aborted`, `internal` when the model keeps no feature map
 */
export async function findSimilar(
  model: FamilyModel,
  encoded: Encoded,
  options: SimilarOptions,
  checkpoint: Checkpoint,
): Promise<readonly SimilarObject[]> {
  const map = await featureMap(encoded);
  const include = await examples(model, encoded, map, options.include, checkpoint);
  const exclude = await examples(model, encoded, map, options.exclude, checkpoint);
  if (include.length === 0) return [];
  const liking = likeness(map, include, exclude);
  const content = contentOfPlane(encoded.placement, map);
  const places = peaks(liking, map.width, content, 2, options.minSimilarity)
    .slice(0, options.maxObjects * PEAKS_PER_OBJECT)
    .map(({ x, y }) => placeOf(encoded, map, x, y));
  const taken: PlaneMask[] = [...include, ...exclude].map((e) => e.mask);
  const found: SimilarObject[] = [];
  for (let at = 0; at < places.length && found.length < options.maxObjects; at += BATCH) {
    await checkpoint();
    for (const answer of await model.decodeBatch(encoded, places.slice(at, at + BATCH))) {
      const object = bestMatch(answer.candidates, map, include, exclude, options.minSimilarity);
      const mask = object && planeMask(object.candidate.logits);
      if (!object || !mask || taken.some((t) => planeIou(t, mask) > SAME)) continue;
      taken.push(mask);
      found.push(object);
    }
  }
  return found.toSorted((a, b) => b.similarity - a.similarity).slice(0, options.maxObjects);
}

async function examples(
  model: FamilyModel,
  encoded: Encoded,
  map: FeatureMap,
  prompts: readonly Prompt[],
  checkpoint: Checkpoint,
): Promise<readonly Example[]> {
  const found: Example[] = [];
  for (const prompt of prompts) {
    await checkpoint();
    // An exclude prompt shows an example of what is not wanted: it is decoded as a thing, too.
    const asked: Prompt = prompt.kind === 'box' ? prompt : { ...prompt, label: 'include' };
    const { candidates, best } = await model.decode(encoded, [asked]);
    const logits = candidates[best]?.logits;
    const mask = logits && planeMask(logits);
    const vector = logits && maskedMean(map, logits);
    if (mask && vector) found.push({ mask, vector });
  }
  return found;
}

/** Greatest similarity to an include example; -1 where an exclude example is nearer. */
function likeness(map: FeatureMap, include: readonly Example[], exclude: readonly Example[]): Float32Array {
  const wanted = include.map((e) => cosineMap(map, e.vector));
  const unwanted = exclude.map((e) => cosineMap(map, e.vector));
  return new Float32Array(map.width * map.height).map((_, i) => {
    const like = Math.max(...wanted.map((w) => w[i] ?? -1));
    return unwanted.some((u) => (u[i] ?? -1) > like) ? -1 : like;
  });
}

function placeOf(encoded: Encoded, map: FeatureMap, x: number, y: number): ImagePoint {
  const { source } = encoded.placement;
  const content = contentOfPlane(encoded.placement, map);
  return imagePoint(
    source.x0 + ((x + 0.5) * boxWidth(source)) / content.width,
    source.y0 + ((y + 0.5) * boxHeight(source)) / content.height,
  );
}

/** Of one click's candidates the one most like an example, when it is like enough and of a likely size. */
function bestMatch(
  candidates: readonly Candidate[],
  map: FeatureMap,
  include: readonly Example[],
  exclude: readonly Example[],
  least: number,
): SimilarObject | undefined {
  let best: SimilarObject | undefined;
  for (const candidate of candidates) {
    const mask = planeMask(candidate.logits);
    const vector = maskedMean(map, candidate.logits);
    if (!mask || !vector) continue;
    const fits = include.some((e) => mask.area < e.mask.area * AREA_RATIO && mask.area * AREA_RATIO > e.mask.area);
    const similarity = Math.max(...include.map((e) => dot(e.vector, vector)));
    if (!fits || similarity < least || exclude.some((e) => dot(e.vector, vector) > similarity)) continue;
    if (!best || similarity > best.similarity) best = { candidate, similarity };
  }
  return best;
}
