/** Predictions of one picture against its truths, for building average precision by hand. */
import { type PackedMask, packedArea, packedIntersection, unpackRegion } from '../mask/packed.ts';
import { type ApConstruction, buildAveragePrecision } from './ap-steps.ts';
import type { LabelledMap } from './label-map.ts';

/** The ten thresholds of COCO's headline figure. */
export const COCO_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);

/** `ious[d * truths + t]`, 0..1. */
export function overlapsOf(predictions: readonly PackedMask[], truths: readonly PackedMask[]): Float64Array {
  const areas = truths.map(packedArea);
  const out = new Float64Array(predictions.length * truths.length);
  for (const [d, prediction] of predictions.entries()) {
    const area = packedArea(prediction);
    for (const [t, truth] of truths.entries()) {
      const both = packedIntersection(prediction, truth);
      const union = area + (areas[t] ?? 0) - both;
      out[d * truths.length + t] = union > 0 ? both / union : 1;
    }
  }
  return out;
}

/** Scores and overlaps of a list of predictions. */
export interface ApScene {
  readonly scores: readonly number[];
  readonly ious: Float64Array;
  readonly truths: number;
}

export function apAt({ scores, ious, truths }: ApScene, threshold: number): ApConstruction {
  return buildAveragePrecision(scores, ious, truths, threshold);
}

/** Mean AP over COCO's thresholds. */
export function meanAp(scene: ApScene): number {
  return COCO_THRESHOLDS.reduce((sum, threshold) => sum + apAt(scene, threshold).ap, 0) / COCO_THRESHOLDS.length;
}

/** Predictions that are a hit at `low` and none at `high`, by falling score; indices into the scores. */
export function lostBetween(scene: ApScene, low: number, high: number): readonly number[] {
  const stays = new Set(
    apAt(scene, high)
      .steps.filter((s) => s.truth >= 0)
      .map((s) => s.detection),
  );
  return apAt(scene, low)
    .steps.filter((s) => s.truth >= 0 && !stays.has(s.detection))
    .map((s) => s.detection);
}

/**
 * A question with one right answer: the best-scored prediction lost between the thresholds, and up to `others` that are not.
 * @returns null when none is lost; `choices` by falling score
 */
export function lostQuestion(
  scene: ApScene,
  low: number,
  high: number,
  others: number,
): { readonly answer: number; readonly choices: readonly number[] } | null {
  const lost = lostBetween(scene, low, high);
  const [answer] = lost;
  if (answer === undefined) return null;
  const { steps } = apAt(scene, low);
  const safe = steps.map((s) => s.detection).filter((d) => !lost.includes(d));
  // Spread over the ranks, so that hits and false alarms are both among them.
  const step = Math.max(1, safe.length / others);
  const chosen = new Set([answer, ...Array.from({ length: others }, (_, k) => safe[Math.floor(k * step)] ?? answer)]);
  return { answer, choices: steps.map((s) => s.detection).filter((d) => chosen.has(d)) };
}

/** Sets the class of every pixel of a mask. */
export function paintPacked(map: LabelledMap, mask: PackedMask, label: number): void {
  const { box } = mask;
  const part = unpackRegion(mask, box);
  for (let y = 0; y < part.height; y++) {
    const to = (y + box.y0) * map.width + box.x0;
    for (let x = 0; x < part.width; x++) if (part.data[y * part.width + x]) map.data[to + x] = label;
  }
}
