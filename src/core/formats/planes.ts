/** Masks as grey pictures: binary and soft. */
import { boxWidth } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, unpackRegion } from '../mask/packed.ts';
import { hardAlpha, type SoftMask } from '../mask/soft-edge.ts';
import type { AnnotatedObject } from './document.ts';

/** Row-major uint8 [height, width], 0 = background, 255 = object. */
export interface GreyPlane extends Size {
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The pixels of all masks together, 0 or 255. */
export function binaryPlane(masks: readonly PackedMask[], size: Size): GreyPlane {
  const data = new Uint8Array(size.width * size.height);
  for (const mask of masks) {
    const local = unpackRegion(mask, mask.box);
    for (let i = local.data.indexOf(1); i >= 0; i = local.data.indexOf(1, i + 1)) {
      const x = i % local.width;
      data[(mask.box.y0 + (i - x) / local.width) * size.width + mask.box.x0 + x] = 255;
    }
  }
  return { width: size.width, height: size.height, data };
}

/** An object's soft edges, or its hard mask where none were made. */
export function alphaOf(object: AnnotatedObject): SoftMask {
  return object.soft ?? hardAlpha(object.mask);
}

/** Soft masks together, 0..255; where several cover a pixel, what is left uncovered is multiplied. */
export function softPlane(softs: readonly SoftMask[], size: Size): GreyPlane {
  const data = new Uint8Array(size.width * size.height);
  for (const { box, alpha } of softs) {
    const width = boxWidth(box);
    for (let i = 0; i < alpha.length; i++) {
      const x = i % width;
      const at = (box.y0 + (i - x) / width) * size.width + box.x0 + x;
      const before = data[at] ?? 0;
      data[at] = Math.round(before + ((255 - before) * (alpha[i] ?? 0)) / 255);
    }
  }
  return { width: size.width, height: size.height, data };
}
