/** Everything mode as a person sees it: masks of the whole picture, then of its crops, become objects as they come. */
import type { Candidate, EverythingOptions } from '../../contract/segmenter.ts';
import { boxHeight, boxIou, boxWidth } from '../../core/geometry/box.ts';
import { packedIou } from '../../core/mask/packed.ts';
import { type Crop, cropBoxes, isCutByCrop, pointsPerSideOfLayer } from '../../core/prompt/grid.ts';
import type { OpenedPicture } from '../deps.ts';
import type { Doc, ObjectId } from '../document.ts';
import { packLogits } from '../object-mask.ts';
import { type Encoded, imageSource } from './encode.ts';
import { bySize, type SearchTools } from './search-tools.ts';

/** The knobs of everything mode that a person turns, under SAM's names (`automatic_mask_generator.py`). */
export type EverythingKnobs = Pick<
  EverythingOptions,
  'pointsPerSide' | 'predIouThresh' | 'stabilityScoreThresh' | 'boxNmsThresh' | 'minMaskRegionArea'
> & {
  /** Logits by which the threshold is moved up and down to see how stable a mask is (`stability_score_offset`). */
  readonly stabilityScoreOffset?: number;
  /** Layers of crops beside the whole picture; layer i has (2^i)^2 of them (`crop_n_layers`). */
  readonly cropNLayers?: number;
  /** Masks of two crops that overlap more are one thing; the smaller crop's stays (`crop_nms_thresh`). */
  readonly cropNmsThresh?: number;
  /** Share of the picture's short side (`crop_overlap_ratio`). */
  readonly cropOverlapRatio?: number;
  /** Points a side of layer i are divided by this to the power of i (`crop_n_points_downscale_factor`). */
  readonly cropNPointsDownscaleFactor?: number;
};

export const POINTS_PER_BATCH = 32;

/** Pixels from a crop's edge within which SAM calls a mask cut; less in crops of less than a thousand pixels. */
const SAM_TOLERANCE = 20;

/** SAM's own default, and that of the stability figure of every answer. */
export const STABILITY_SCORE_OFFSET = 1;

/** SAM's own defaults. */
const CROPS = { cropNLayers: 0, cropNmsThresh: 0.7, cropOverlapRatio: 512 / 1500, cropNPointsDownscaleFactor: 1 };

export async function findEverything(
  tools: SearchTools,
  source: Encoded,
  knobs: EverythingKnobs,
  signal: AbortSignal,
): Promise<void> {
  const { store } = tools;
  const { engine, picture } = source;
  const { cropNLayers, cropNmsThresh, cropOverlapRatio, cropNPointsDownscaleFactor } = { ...CROPS, ...knobs };
  const crops = cropBoxes(picture.size, cropNLayers, cropOverlapRatio);
  const sideOf = ({ layer }: Crop): number =>
    pointsPerSideOfLayer(knobs.pointsPerSide, layer, cropNPointsDownscaleFactor);
  const total = crops.reduce((sum, crop) => sum + sideOf(crop) ** 2, 0);
  const ids = new Set<ObjectId>();
  let before = 0;

  /** The crop whose batches are taken; none once the last answer is there. */
  let current: Crop | null = null;

  const take = (candidates: readonly Candidate[], crop: Crop, done: number): void => {
    if (signal.aborted || store.state.picture !== picture || current !== crop) return;
    const next = candidates.reduce(
      (doc, c) => added(tools, doc, c, crop, picture, ids, cropNmsThresh),
      store.state.doc,
    );
    const found = next.objects.filter((o) => ids.has(o.id));
    if (next !== store.state.doc) {
      const others = next.objects.filter((o) => !ids.has(o.id));
      const objects = [...bySize(found, picture), ...others];
      store.commit({ ...next, objects }, 'find everything', tools.key());
    }
    store.set({
      finding: {
        kind: 'everything',
        running: true,
        done: Math.min(total, before + done),
        total,
        found: found.length,
        ms: 0,
      },
    });
  };

  for (const crop of crops) {
    const options: EverythingOptions = {
      ...knobs,
      pointsPerSide: sideOf(crop),
      pointsPerBatch: POINTS_PER_BATCH,
      stabilityScoreOffset: knobs.stabilityScoreOffset ?? STABILITY_SCORE_OFFSET,
      coarseToFine: true,
      lowResolutionFirst: true,
      skipCovered: true,
    };
    const predictor =
      crop.layer === 0
        ? source.predictor
        : await engine.predictor(imageSource(tools.deps, picture), { signal, crop: crop.box });
    current = crop;
    try {
      await predictor.everything(options, signal, (b) => take(b.candidates, crop, b.done));
    } finally {
      current = null;
      if (predictor !== source.predictor) predictor.close();
    }
    before += options.pointsPerSide ** 2;
  }
}

/** The document with the candidate as a new object, or in the place of what a larger crop had found there. */
function added(
  tools: SearchTools,
  doc: Doc,
  candidate: Candidate,
  { box, layer }: Crop,
  picture: OpenedPicture,
  ids: Set<ObjectId>,
  cropNmsThresh: number,
): Doc {
  if (layer > 0) {
    const mask = packLogits(candidate.logits, picture.size, 0);
    const near = Math.min(SAM_TOLERANCE, Math.max(boxWidth(box), boxHeight(box)) / 50);
    if (mask.bits.length === 0 || isCutByCrop(mask.box, box, picture.size, near)) return doc;
    const twin = doc.objects.find(
      (o) =>
        ids.has(o.id) &&
        o.mask !== null &&
        boxIou(o.mask.box, mask.box) > cropNmsThresh &&
        packedIou(o.mask, mask) > cropNmsThresh,
    );
    if (twin) return { ...doc, objects: doc.objects.map((o) => (o.id === twin.id ? { ...o, mask } : o)) };
  }
  const object = tools.made(candidate, doc, picture);
  if (!object) return doc;
  ids.add(object.id);
  return { ...doc, objects: [object, ...doc.objects] };
}
