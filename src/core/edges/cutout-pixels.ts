/** The pixels of a cut-out on a part of the full-size picture: alpha with the chosen edge and colours without the ground. */
import { boxHeight, boxOfSize, boxWidth, type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { sampleAlpha } from '../mask/scale.ts';
import type { SoftMask } from '../mask/soft-edge.ts';
import { edgeReach, matteCutout, matteMargin, matteStep } from './colour-matte.ts';
import { decontaminate } from './decontaminate.ts';

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
  /** Takes the ground's colour out of soft edges. */
  readonly clean: boolean;
}

function hasSoftPixels(alpha: Uint8ClampedArray): boolean {
  return alpha.some((a) => a !== 0 && a !== 255);
}

/** Full-size pixels that the true edge may lie away from the masks; 0 where the alpha is taken as it is. */
export function reachOf({ softs, full, edge }: Pick<CutoutPlan, 'softs' | 'full' | 'edge'>): number {
  if (edge === 'hard' || softs.some((soft) => hasSoftPixels(soft.alpha))) return 0;
  return edgeReach(edge, Math.max(full.width, full.height));
}

/** What must be read of the picture for a part of the cut-out. */
export function readFor(part: ImageBox, full: Size, reach: number): ImageBox {
  const step = reach > 0 ? matteStep(reach) : 1;
  const margin = reach > 0 ? matteMargin(reach) : 2 * REACH;
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
  const { softs, full, clean } = plan;
  const reach = reachOf(plan);
  const rough = unitedAlpha(softs, full, read);
  let made: Uint8ClampedArray;
  if (reach > 0) made = matteCutout({ box: read, rgba: pixels }, rough, reach);
  else if (clean && hasSoftPixels(rough)) {
    made = decontaminate(pixels, { box: read, width: full.width, height: full.height, alpha: rough }, REACH);
  } else {
    made = Uint8ClampedArray.from(pixels);
    for (let i = 0; i < rough.length; i++) made[4 * i + 3] = rough[i] ?? 0;
  }
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
