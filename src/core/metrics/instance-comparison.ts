/** The ways to compare a detection with a true instance: box, mask, or mask and boundary. */
import { rleBoundary } from '../boundary/mask-boundary.ts';
import type { CocoImage, Truth, TruthNeed } from '../coco/dataset.ts';
import type { Detection } from '../coco/results.ts';
import type { Rle } from '../coco/rle.ts';
import { cocoBoxIou, type Spans, spansIou, toSpans } from '../coco/rle-iou.ts';
import { segmentationToRle } from '../coco/segmentation.ts';
import type { CompareInstances } from './detection-cell-maker.ts';

/** `bbox`: box IoU. `segm`: mask IoU. `boundary`: the smaller of mask IoU and boundary IoU (crowds: mask IoU). */
export type IouType = 'segm' | 'bbox' | 'boundary';

/** What a COCO run compares: as {@link IouType}, or `keypoints` by their similarity (OKS). */
export type CocoType = IouType | 'keypoints';

/** What of the files a comparison needs. */
export function needOf(type: CocoType): TruthNeed {
  return type === 'keypoints' ? type : type === 'bbox' ? 'boxes' : 'masks';
}

function matrix(
  detections: readonly Detection[],
  truths: readonly Truth[],
  iou: (d: number, t: number, crowd: boolean) => number,
): Float64Array {
  const out = new Float64Array(detections.length * truths.length);
  for (let d = 0; d < detections.length; d++) {
    for (const [t, truth] of truths.entries()) out[d * truths.length + t] = iou(d, t, truth.crowd);
  }
  return out;
}

const compareBoxes: CompareInstances = (detections, truths) =>
  matrix(detections, truths, (d, t, crowd) => {
    const detection = detections[d];
    const truth = truths[t];
    return detection && truth ? cocoBoxIou(detection.box, truth.box, crowd) : 0;
  });

function spansPair(
  detections: readonly (Rle | null)[],
  truths: readonly (Rle | null)[],
): (d: number, t: number, crowd: boolean) => number {
  const ready = (rle: Rle | null): Spans | null => rle && toSpans(rle);
  const ds = detections.map(ready);
  const ts = truths.map(ready);
  return (d, t, crowd) => {
    const a = ds[d];
    const b = ts[t];
    return a && b ? spansIou(a, b, crowd) : 0;
  };
}

/** Comparison of one picture's instances. `dilation` is the boundary band's width as a part of the diagonal. */
export function instanceComparison(type: IouType, image: CocoImage, dilation = 0.02): CompareInstances {
  if (type === 'bbox') return compareBoxes;
  return (detections, truths) => {
    const detectionMasks = detections.map((detection) => detection.mask);
    const truthMasks = truths.map(({ segmentation }) => segmentation && segmentationToRle(segmentation, image));
    const masks = spansPair(detectionMasks, truthMasks);
    if (type === 'segm') return matrix(detections, truths, masks);
    const band = (rle: Rle | null): Rle | null => rle && rleBoundary(rle, dilation);
    const bands = spansPair(detectionMasks.map(band), truthMasks.map(band));
    return matrix(detections, truths, (d, t, crowd) =>
      crowd ? masks(d, t, crowd) : Math.min(masks(d, t, crowd), bands(d, t, crowd)),
    );
  };
}
