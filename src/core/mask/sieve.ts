/** Everything mode's choice among the masks of a grid of clicks. After SAM's automatic mask generator (`automatic_mask_generator.py`). */
import { boxIou } from '../geometry/box.ts';
import { type PlaneMask, planeIou } from './plane-overlap.ts';

/** Limits named as in SAM's generator. */
export interface SieveLimits {
  /** Least IoU prediction, 0..1. */
  readonly predIouThresh: number;
  /** Least stability score, 0..1. */
  readonly stabilityScoreThresh: number;
  /** A mask goes when box IoU and mask IoU with a better one are both greater. */
  readonly boxNmsThresh: number;
  /** Square picture pixels. */
  readonly minMaskRegionArea: number;
}

export interface SieveMask {
  /** IoU prediction; NaN when the model has none. */
  readonly score: number;
  /** Stability score at the offset in force, 0..1. */
  readonly stability: number;
  /** Undefined for an empty mask; read only of masks that pass the scores. */
  readonly mask: PlaneMask | undefined;
}

/** What became of a mask; for a duplicate, `of` is the index (in the order of arrival) of the kept mask it repeats. */
export type SieveVerdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'low-score' }
  | { readonly kind: 'unstable' }
  | { readonly kind: 'small' }
  | { readonly kind: 'duplicate'; readonly of: number };

/** Order within a batch: predicted IoU, else stability. */
export function sieveRating({ score, stability }: Pick<SieveMask, 'score' | 'stability'>): number {
  return Number.isNaN(score) ? stability : score;
}

/** Takes masks batch by batch; what was kept of earlier batches stays, whatever comes later. */
export class Sieve {
  private readonly limits: SieveLimits;
  private readonly kept: { readonly index: number; readonly mask: PlaneMask }[] = [];
  private seen = 0;

  constructor(limits: SieveLimits) {
    this.limits = limits;
  }

  /**
   * Judges a batch, best rating first.
   * @returns one verdict a mask, in the order given
   */
  take(batch: readonly SieveMask[]): readonly SieveVerdict[] {
    const first = this.seen;
    this.seen += batch.length;
    const verdicts: SieveVerdict[] = batch.map(() => ({ kind: 'kept' }));
    const order = batch.map((_, i) => i).sort((a, b) => ratingAt(batch, b) - ratingAt(batch, a) || a - b);
    for (const i of order) {
      const candidate = batch[i];
      if (candidate) verdicts[i] = this.judge(candidate, first + i);
    }
    return verdicts;
  }

  private judge(candidate: SieveMask, index: number): SieveVerdict {
    const { limits, kept } = this;
    const { score, stability } = candidate;
    if (!Number.isNaN(score) && score < limits.predIouThresh) return { kind: 'low-score' };
    if (stability < limits.stabilityScoreThresh) return { kind: 'unstable' };
    const { mask } = candidate;
    if (!mask || mask.area < limits.minMaskRegionArea) return { kind: 'small' };
    const nms = limits.boxNmsThresh;
    const twin = kept.find((k) => boxIou(k.mask.box, mask.box) > nms && planeIou(k.mask, mask) > nms);
    if (twin) return { kind: 'duplicate', of: twin.index };
    kept.push({ index, mask });
    return { kind: 'kept' };
  }
}

function ratingAt(batch: readonly SieveMask[], i: number): number {
  const candidate = batch[i];
  return candidate ? sieveRating(candidate) : Number.NEGATIVE_INFINITY;
}
