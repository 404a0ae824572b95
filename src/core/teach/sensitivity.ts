/** Where to click, and how far a box may be off, to find out how much a mask depends on the prompt. */
import { boxHeight, boxWidth, type ImageBox } from '../geometry/box.ts';
import { type ImagePoint, imagePoint, type Size } from '../geometry/space.ts';
import { type Mask, maskBounds } from '../mask/mask.ts';
import { seededRandom } from '../metrics/seeded-random.ts';
import { pointGrid } from '../prompt/grid.ts';

/** A place to try, and the cell of the map that shows what came of it. */
export interface Trial {
  readonly at: ImagePoint;
  readonly cell: number;
}

/** A square grid over a thing's bounds; only cells whose centre lies on the thing are tried. */
export interface TrialGrid {
  readonly side: number;
  /** Part of the picture that the map covers, picture pixels. */
  readonly box: ImageBox;
  /** Coarse first, so that a map broken off early still covers the thing. */
  readonly trials: readonly Trial[];
}

/**
 * @param thing at any resolution of the picture's shape
 * @param picture size that the points refer to
 * @param side cells along each side of the thing's bounds
 * @returns null for an empty mask
 */
export function trialGrid(thing: Mask, picture: Size, side: number): TrialGrid | null {
  const bounds = maskBounds(thing);
  if (!bounds) return null;
  const sx = picture.width / thing.width;
  const sy = picture.height / thing.height;
  const box = { x0: bounds.x0 * sx, y0: bounds.y0 * sy, x1: bounds.x1 * sx, y1: bounds.y1 * sy };
  const trials = pointGrid(box, side, 'coarse').flatMap((at): Trial[] => {
    const inside = thing.data[Math.floor(at.y / sy) * thing.width + Math.floor(at.x / sx)] === 1;
    const column = Math.floor(((at.x - box.x0) / boxWidth(box)) * side);
    const row = Math.floor(((at.y - box.y0) / boxHeight(box)) * side);
    return inside ? [{ at: imagePoint(at.x, at.y), cell: row * side + column }] : [];
  });
  return { side, box, trials };
}

/** What one prompt came to. */
export interface TrialResult {
  /** IoU of the mask that the model itself would show, and of the best of its candidates. */
  readonly own: number;
  readonly best: number;
}

export interface SensitivitySummary {
  readonly best: number;
  readonly median: number;
  /** Share of the prompts above the bar, 0..1. */
  readonly above: number;
}

/** @returns null before the first result */
export function summarise(values: readonly number[], bar: number): SensitivitySummary | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  return { best: sorted.at(-1) ?? 0, median, above: values.filter((value) => value > bar).length / values.length };
}

/** A box with every side moved by up to `share` of the box's own width or height. */
export interface JitteredBox {
  readonly share: number;
  readonly box: ImageBox;
}

/**
 * The exact box, then `each` boxes for every share, from a fixed seed so that runs can be compared.
 * Sides move independently and uniformly; boxes are cut to the picture.
 */
export function jitterBoxes(
  box: ImageBox,
  shares: readonly number[],
  each: number,
  picture: Size,
): readonly JitteredBox[] {
  const random = seededRandom(1);
  const moved = (at: number, reach: number, most: number): number =>
    Math.min(most, Math.max(0, at + (random() * 2 - 1) * reach));
  const boxes: JitteredBox[] = [{ share: 0, box }];
  for (const share of shares) {
    for (let i = 0; i < each; i++) {
      const dx = share * boxWidth(box);
      const dy = share * boxHeight(box);
      boxes.push({
        share,
        box: {
          x0: moved(box.x0, dx, picture.width),
          y0: moved(box.y0, dy, picture.height),
          x1: moved(box.x1, dx, picture.width),
          y1: moved(box.y1, dy, picture.height),
        },
      });
    }
  }
  return boxes;
}
