/** The pixels of a cut-out on a part of the full-size picture: alpha with the chosen edge and colours without the ground. */

import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { squaredDistance } from '../mask/distance.ts';
import { type PackedMask, packedHas, unpackRegion } from '../mask/packed.ts';
import { sampleAlpha } from '../mask/scale.ts';
import type { SoftMask } from '../mask/soft-edge.ts';
import { edgeReach, matteCutout } from './colour-matte.ts';
import { decontaminate } from './decontaminate.ts';
import { type EdgeTune, PLAIN_EDGE, tuneAlpha, tunedPixels, tuneReach } from './edge-tune.ts';
import type { GuideCrop } from './guided-filter.ts';
import { MOST_STEP, matteMargin } from './side-colours.ts';

/** How an object's outline becomes alpha: as the mask has it, found in the picture nearby, or found far around it. */
export type EdgeKind = 'hard' | 'soft' | 'hair';

/** How outlines become alpha, and what is set on top. */
export interface CutEdge {
  readonly kind: EdgeKind;
  readonly tune: EdgeTune;
}

export const DEFAULT_CUT_EDGE: CutEdge = { kind: 'soft', tune: PLAIN_EDGE };

/** How far colours are fetched where an edge is soft already; strips overlap by twice that. */
const REACH = 24;

/** What is cut out, the same for all parts. */
export interface CutoutPlan {
  /** Alphas at one working size. */
  readonly softs: readonly SoftMask[];
  /** Where hair and fur were painted over, at the size of the alphas: there alpha is found in the picture whatever the edge. */
  readonly unknown: readonly PackedMask[];
  readonly full: Size;
  readonly edge: EdgeKind;
  readonly tune: EdgeTune;
}

function hasSoftPixels(alpha: Uint8ClampedArray): boolean {
  return alpha.some((a) => a !== 0 && a !== 255);
}

/** Full-size pixels that the true edge may lie away from the masks; 0 where the alpha is taken as it is. */
export function reachOf({ softs, full, edge, tune }: Omit<CutoutPlan, 'unknown'>): number {
  if (edge === 'hard' || softs.some((soft) => hasSoftPixels(soft.alpha))) return 0;
  return Math.max(2, Math.round(tune.radius * edgeReach(edge, Math.max(full.width, full.height))));
}

const depths = new WeakMap<PackedMask, number>();

/** Largest distance from inside of a mask to its outside, its own pixels. */
function depthOf(mask: PackedMask): number {
  const known = depths.get(mask);
  if (known !== undefined) return known;
  const depth = Math.sqrt(squaredDistance(unpackRegion(mask, mask.box)).reduce((most, d) => Math.max(most, d), 0));
  depths.set(mask, depth);
  return depth;
}

/** How far known pixels may lie from the middle of what was painted over, full-size pixels; 0 where nothing was. */
export function unknownReach({ unknown, full }: Pick<CutoutPlan, 'unknown' | 'full'>): number {
  const most = unknown.reduce((reach, mask) => Math.max(reach, (depthOf(mask) * full.width) / mask.width), 0);
  return most > 0 ? Math.max(4, Math.ceil(most)) : 0;
}

/** What was painted over, on a part of the full-size picture; null where nothing was. */
function unknownOn({ unknown, full }: CutoutPlan, part: ImageBox): Uint8Array | null {
  const width = boxWidth(part);
  let out: Uint8Array | null = null;
  for (const mask of unknown) {
    const [sx, sy] = [mask.width / full.width, mask.height / full.height];
    const { box } = mask;
    const over = intersectBoxes(part, {
      x0: Math.floor(box.x0 / sx),
      y0: Math.floor(box.y0 / sy),
      x1: Math.ceil(box.x1 / sx),
      y1: Math.ceil(box.y1 / sy),
    });
    for (let y = over.y0; y < over.y1; y++) {
      for (let x = over.x0; x < over.x1; x++) {
        if (!packedHas(mask, Math.floor((x + 0.5) * sx), Math.floor((y + 0.5) * sy))) continue;
        out ??= new Uint8Array(width * boxHeight(part));
        out[(y - part.y0) * width + x - part.x0] = 1;
      }
    }
  }
  return out;
}

/** What must be read of the picture for a part of the cut-out. */
export function readFor(part: ImageBox, plan: CutoutPlan): ImageBox {
  const { full, tune } = plan;
  const reach = Math.max(reachOf(plan), unknownReach(plan));
  // Blocks of both sizes begin where the strip does.
  const step = reach > 0 ? MOST_STEP : 1;
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

/** The cut-out with what was painted over found anew. */
function withPainted(
  guide: GuideCrop,
  plain: Uint8ClampedArray | null,
  rough: Uint8ClampedArray,
  reach: number,
  painted: Uint8Array,
): Uint8ClampedArray {
  const found = matteCutout(guide, rough, reach, painted);
  if (!plain) return found;
  for (let i = 0; i < painted.length; i++) {
    if (painted[i] === 1) continue;
    for (let c = 0; c < 4; c++) found[4 * i + c] = plain[4 * i + c] ?? 0;
  }
  return found;
}

/** RGBA on what was read: the alpha found, then moved and softened, and the colours that belong to it. */
function withEdge(plan: CutoutPlan, pixels: Uint8ClampedArray, read: ImageBox): Uint8ClampedArray {
  const { softs, full, tune } = plan;
  const reach = reachOf(plan);
  const rough = unitedAlpha(softs, full, read);
  const guide = { box: read, rgba: pixels };
  const plain = reach > 0 ? matteCutout(guide, rough, reach) : null;
  const painted = unknownOn(plan, read);
  const matte = painted ? withPainted(guide, plain, rough, unknownReach(plan), painted) : plain;
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
