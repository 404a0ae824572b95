/** The pixels of a cut-out on a part of the full-size picture: alpha with the chosen edge and colours without the ground. */
import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { sampleAlpha } from '../mask/scale.ts';
import type { SoftMask } from '../mask/soft-edge.ts';
import { edgeReach, matteCutout, matteMargin, matteStep } from './colour-matte.ts';
import { decontaminate } from './decontaminate.ts';
import { type EdgeTune, tuneAlpha, tunedPixels, tuneReach } from './edge-tune.ts';

/** How an object's outline becomes alpha: as the mask has it, found in the picture nearby, or found far around it. */
export type EdgeKind = 'hard' | 'soft' | 'hair';

/** How far colours are fetched where an edge is soft already; strips overlap by twice that. */
const REACH = 24;

/** What is cut out, the same for all parts. */
export interface CutoutPlan {
  /** Alphas at one working size. */
  readonly softs: readonly SoftMask[];
  readonly full: Size;
  readonly edge: EdgeKind;
  readonly tune: EdgeTune;
}

function hasSoftPixels(alpha: Uint8ClampedArray): boolean {
  return alpha.some((a) => a !== 0 && a !== 255);
}

/** Full-size pixels that the true edge may lie away from the masks; 0 where the alpha is taken as it is. */
export function reachOf({ softs, full, edge, tune }: CutoutPlan): number {
  if (edge === 'hard' || softs.some((soft) => hasSoftPixels(soft.alpha))) return 0;
  return Math.max(2, Math.round(tune.radius * edgeReach(edge, Math.max(full.width, full.height))));
}

/** What must be read of the picture for a part of the cut-out. */
export function readFor(part: ImageBox, plan: CutoutPlan): ImageBox {
  const { full, tune } = plan;
  const reach = reachOf(plan);
  const step = reach > 0 ? matteStep(reach) : 1;
  const margin = tuneReach(tune, full) + (reach > 0 ? matteMargin(reach) : 2 * REACH);
  const down = (v: number): number => Math.floor((v - margin) / step) * step;
  const up = (v: number): number => Math.ceil((v + margin) / step) * step;
  return intersectBoxes({ x0: down(part.x0), y0: down(part.y0), x1: up(part.x1), y1: up(part.y1) }, boxOfSize(full));
}

/** Alpha of several objects together; what each leaves uncovered is multiplied. */
function unitedAlpha(softs: readonly SoftMask[], full: Size, part: ImageBox): Uint8ClampedArray<ArrayBuffer> {
  const [first, ...others] = softs;
  const alpha = first ? sampleAlpha(first, full, part) : new Uint8ClampedArray(boxWidth(part) * boxHeight(part));
  for (const soft of others) {
    const more = sampleAlpha(soft, full, part);
    for (let i = 0; i < alpha.length; i++) {
      const before = alpha[i] ?? 0;
      alpha[i] = before + ((255 - before) * (more[i] ?? 0)) / 255;
    }
  }
  return alpha;
}

function withAlpha(pixels: Uint8ClampedArray, alpha: Uint8ClampedArray): Uint8ClampedArray {
  const out = Uint8ClampedArray.from(pixels);
  for (let i = 0; i < alpha.length; i++) out[4 * i + 3] = alpha[i] ?? 0;
  return out;
}

/** RGBA on what was read: the alpha found, then moved and softened, and the colours that belong to it. */
function withEdge(plan: CutoutPlan, pixels: Uint8ClampedArray, read: ImageBox): Uint8ClampedArray {
  const { softs, full, tune } = plan;
  const reach = reachOf(plan);
  const rough = unitedAlpha(softs, full, read);
  const matte = reach > 0 ? matteCutout({ box: read, rgba: pixels }, rough, reach) : null;
  const moved = tunedPixels(tune, full);
  const tuned = moved.shift !== 0 || moved.sigma > 0;
  if (matte && tune.clean && !tuned) return matte;
  const alpha = matte ? rough.map((_, i) => matte[4 * i + 3] ?? 0) : rough;
  if (tuned) tuneAlpha(alpha, boxWidth(read), boxHeight(read), moved);
  if (!tune.clean || !hasSoftPixels(alpha)) return withAlpha(pixels, alpha);
  return decontaminate(pixels, { box: read, width: full.width, height: full.height, alpha }, REACH);
}

/**
 * RGBA of the objects on a part, straight alpha; the picture's own transparency stays.
 *
 * @param pixels the picture on `read`, RGBA
 * @param read what {@link readFor} said
 */
export function cutoutPixels(
  plan: CutoutPlan,
  pixels: Uint8ClampedArray,
  read: ImageBox,
  part: ImageBox,
): Uint8ClampedArray<ArrayBuffer> {
  const made = withEdge(plan, pixels, read);
  const width = boxWidth(part);
  const stride = boxWidth(read);
  const out = new Uint8ClampedArray(4 * width * boxHeight(part));
  for (let y = part.y0; y < part.y1; y++) {
    const from = (y - read.y0) * stride + part.x0 - read.x0;
    const to = (y - part.y0) * width;
    for (let x = 0; x < width; x++) {
      const i = 4 * (from + x);
      const a = Math.round(((made[i + 3] ?? 0) * (pixels[i + 3] ?? 255)) / 255);
      // Nothing of the picture hides under full transparency.
      if (a === 0) continue;
      const o = 4 * (to + x);
      out[o] = made[i] ?? 0;
      out[o + 1] = made[i + 1] ?? 0;
      out[o + 2] = made[i + 2] ?? 0;
      out[o + 3] = a;
    }
  }
  return out;
}
