/** The robot user: where a person would click next, from the error between truth and prediction. */
import { imagePoint } from '../geometry/space.ts';
import { squaredDistance } from '../mask/distance.ts';
import type { Mask } from '../mask/mask.ts';
import type { PointPrompt } from './prompt.ts';

/** A pixel, counted from the top-left pixel (0, 0). */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** The robot's next click. */
export interface RobotClick extends Pixel {
  readonly label: 'include' | 'exclude';
}

/** The click as a prompt: at the centre of the pixel. @param scale picture pixels for one pixel of the truth's grid */
export function clickPrompt(click: RobotClick, scale: Readonly<Pixel> = { x: 1, y: 1 }): PointPrompt {
  return { kind: 'point', at: imagePoint((click.x + 0.5) * scale.x, (click.y + 0.5) * scale.y), label: click.label };
}

/**
 * The next click by the rule of RITM and SimpleClick: the pixel deepest inside the missed or the wrongly taken area, whichever is
 * deeper (the wrong one when equal), the first in row-major order; pixels already clicked are passed over.
 * Null when no such pixel is left: the official code would then click the picture's corner.
 * Source: ritm_interactive_segmentation `isegm/inference/clicker.py`.
 *
 * @param ignore pixels that count neither way
 * @throws RangeError when sizes differ
 */
export function nextClick(
  truth: Mask,
  prediction: Mask,
  clicked: readonly Pixel[] = [],
  ignore?: Mask,
): RobotClick | null {
  if (truth.data.length !== prediction.data.length || truth.width !== prediction.width)
    throw new RangeError('the masks differ in size');
  const missed = errorOf(truth, prediction, ignore);
  const wrong = errorOf(prediction, truth, ignore);
  const depthMissed = squaredDistance(missed);
  const depthWrong = squaredDistance(wrong);
  for (const { x, y } of clicked) {
    depthMissed[y * truth.width + x] = 0;
    depthWrong[y * truth.width + x] = 0;
  }
  const [deepMissed, deepWrong] = [deepest(depthMissed), deepest(depthWrong)];
  const include = (depthMissed[deepMissed] ?? 0) > (depthWrong[deepWrong] ?? 0);
  const at = include ? deepMissed : deepWrong;
  if (!(((include ? depthMissed : depthWrong)[at] ?? 0) > 0)) return null;
  return { x: at % truth.width, y: Math.floor(at / truth.width), label: include ? 'include' : 'exclude' };
}

/** The pixel deepest inside a mask, the first in row-major order. Source: Segment Anything (2023), section 7.1. */
export function centreOfMask(mask: Mask): Pixel {
  const at = deepest(squaredDistance(mask));
  return { x: at % mask.width, y: Math.floor(at / mask.width) };
}

function errorOf(wanted: Mask, other: Mask, ignore: Mask | undefined): Mask {
  const data = new Uint8Array(wanted.data.length);
  for (let i = 0; i < data.length; i++)
    data[i] = wanted.data[i] === 1 && other.data[i] === 0 && ignore?.data[i] !== 1 ? 1 : 0;
  return { width: wanted.width, height: wanted.height, data };
}

function deepest(depth: Float64Array): number {
  let best = 0;
  for (let i = 1; i < depth.length; i++) if ((depth[i] ?? 0) > (depth[best] ?? 0)) best = i;
  return best;
}
