/** The figures of a COCO run by their official names. */
import {
  averagePrecision,
  averageRecall,
  type CurveSlice,
  type DetectionCurves,
  thresholdAt,
} from './detection-curves.ts';
import type { CocoType } from './instance-comparison.ts';

/** Figures of one category, over all thresholds unless named otherwise; -1 where it has no true instance. */
export interface CategoryFigures {
  readonly categoryId: number;
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly ar: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
}

/** All figures of a run; -1 is "no true instance to judge by". */
export interface CocoFigures {
  /**
   * The official names: AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl (ARn for other limits);
   * of keypoints AP AP50 AP75 APm APl AR AR50 AR75 ARm ARl.
   */
  readonly stats: Readonly<Record<string, number>>;
  readonly perCategory: readonly CategoryFigures[];
  readonly apByThreshold: readonly number[];
  readonly curves: DetectionCurves;
  readonly images: number;
}

/** What the official figures call their areas; others are named in full, as in `AP_tiny`. */
const SHORT: Readonly<Record<string, string>> = { small: 's', medium: 'm', large: 'l' };

/** What follows AP or AR in the figure of an area. */
export const areaSuffix = (name: string): string => SHORT[name] ?? `_${name}`;

/**
 * The figures of the whole, those of each category, and AP by threshold. As in pycocotools' `summarize`, AP50 and AP75 are undefined
 * (-1) where their threshold is not among those of the run.
 */
export function figuresOf(
  curves: DetectionCurves,
  type: CocoType,
): Pick<CocoFigures, 'stats' | 'perCategory' | 'apByThreshold'> {
  const { maxDetections, thresholds, categories, bins } = curves.settings;
  const at = (measure: typeof averagePrecision, iou: number, slice: CurveSlice = {}): number => {
    const threshold = thresholdAt(curves.settings, iou);
    return threshold === null ? -1 : measure(curves, { ...slice, threshold });
  };
  const named = (measure: 'AP' | 'AR', name: string): string => `${measure}${areaSuffix(name)}`;
  const areas = bins.map(({ name }, bin) => ({ name, bin })).slice(1);
  const stats: Record<string, number> = {
    AP: averagePrecision(curves),
    AP50: at(averagePrecision, 0.5),
    AP75: at(averagePrecision, 0.75),
  };
  for (const { name, bin } of areas) stats[named('AP', name)] = averagePrecision(curves, { bin });
  for (const [limit, most] of maxDetections.entries()) {
    const isOnly = type === 'keypoints' && maxDetections.length === 1;
    stats[isOnly ? 'AR' : `AR${most}`] = averageRecall(curves, { limit });
  }
  if (type === 'keypoints') {
    stats.AR50 = at(averageRecall, 0.5);
    stats.AR75 = at(averageRecall, 0.75);
  }
  for (const { name, bin } of areas) stats[named('AR', name)] = averageRecall(curves, { bin });
  const ofArea = (name: string, k: number): number => {
    const found = areas.find((area) => area.name === name);
    return found ? averagePrecision(curves, { categories: [k], bin: found.bin }) : -1;
  };
  const perCategory = categories.map((categoryId, k) => ({
    categoryId,
    ap: averagePrecision(curves, { categories: [k] }),
    ap50: at(averagePrecision, 0.5, { categories: [k] }),
    ap75: at(averagePrecision, 0.75, { categories: [k] }),
    ar: averageRecall(curves, { categories: [k] }),
    apSmall: ofArea('small', k),
    apMedium: ofArea('medium', k),
    apLarge: ofArea('large', k),
  }));
  return {
    stats,
    perCategory,
    apByThreshold: thresholds.map((_, threshold) => averagePrecision(curves, { threshold })),
  };
}
