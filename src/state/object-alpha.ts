/** An object's soft edge at working size. */
import { alphaWithHandEdit } from '../core/edit/hand-edit.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import type { Size } from '../core/geometry/space.ts';
import { sampleLogits } from '../core/mask/logits.ts';
import { hardAlpha, type SoftMask } from '../core/mask/soft-edge.ts';
import { chosenCandidate, type SegObject } from './document.ts';
import { coveredBox, objectMask } from './object-mask.ts';

/**
 * The alpha with which the object is cut out: its refined edge, the ramp that the stage shows
 * (0.5 + (logit - threshold) / (2 soft)), or its hard mask. Null when the object covers nothing.
 */
export function objectAlpha(object: SegObject, size: Size): SoftMask | null {
  const soft = softEdge(object, size);
  if (soft) return soft;
  const mask = objectMask(object, size);
  return mask && mask.bits.length > 0 ? hardAlpha(mask) : null;
}

/** The object's edge where it is soft, or null where it is hard. */
export function softEdge(object: SegObject, size: Size): SoftMask | null {
  if (object.edge) return object.edge;
  const plane = object.mask ? undefined : chosenCandidate(object)?.logits;
  if (!plane || object.soft <= 0) return null;
  const box = coveredBox(plane, object.threshold - object.soft, size);
  if (!box) return null;
  const logits = sampleLogits(plane, box);
  const alpha = new Uint8ClampedArray(logits.length);
  for (let i = 0; i < alpha.length; i++) {
    alpha[i] = 255 * (0.5 + ((logits[i] ?? 0) - object.threshold) / (2 * object.soft));
  }
  const { x1: width, y1: height } = boxOfSize(size);
  const ramp = { box, width, height, alpha };
  return object.hand ? alphaWithHandEdit(ramp, object.hand) : ramp;
}
