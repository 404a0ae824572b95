/** Non-maximum suppression: keeps the best of things that cover each other. */
import { boxIou, type ImageBox } from '../geometry/box.ts';
import { type PackedMask, packedArea, packedIntersection } from './packed.ts';

/** Indices by falling score; equal scores keep their order; NaN counts as lowest. */
function byScore(scores: readonly number[]): number[] {
  const rank = scores.map((score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
  return rank.map((_, i) => i).sort((a, b) => (rank[b] ?? 0) - (rank[a] ?? 0) || a - b);
}

function suppress(scores: readonly number[], covers: (kept: number, other: number) => boolean): number[] {
  const kept: number[] = [];
  for (const i of byScore(scores)) {
    if (!kept.some((k) => covers(k, i))) kept.push(i);
  }
  return kept;
}

/**
 * Greedy box suppression: a box goes when its IoU with a better kept one is greater than the threshold.
 * Same rule as torchvision `ops.nms`.
 *
 * @returns indices kept, best first
 */
export function boxNms(boxes: readonly ImageBox[], scores: readonly number[], iouThreshold: number): number[] {
  return suppress(scores, (k, i) => {
    const a = boxes[k];
    const b = boxes[i];
    return a !== undefined && b !== undefined && boxIou(a, b) > iouThreshold;
  });
}

/** How two masks are compared: intersection over union, or over the smaller of the two areas. */
export type MaskOverlap = 'iou' | 'smaller';

/**
 * Greedy mask suppression, exact on pixels; masks whose boxes do not meet are never compared.
 *
 * @returns indices kept, best first
 */
export function maskNms(
  masks: readonly PackedMask[],
  scores: readonly number[],
  threshold: number,
  overlap: MaskOverlap = 'iou',
): number[] {
  const areas = masks.map(packedArea);
  return suppress(scores, (k, i) => {
    const a = masks[k];
    const b = masks[i];
    if (a === undefined || b === undefined) return false;
    const inter = packedIntersection(a, b);
    if (inter === 0) return false;
    const p = areas[k] ?? 0;
    const q = areas[i] ?? 0;
    return inter / (overlap === 'iou' ? p + q - inter : Math.min(p, q)) > threshold;
  });
}
