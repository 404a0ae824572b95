/** The two ways in which COCO files write a mask. */
import type { Size } from '../geometry/space.ts';
import { isJsonObject, isNumberList, show } from './json-fields.ts';
import { isRleComplete, type Rle } from './rle.ts';
import { polygonsToRle } from './rle-polygon.ts';
import { rleFromString } from './rle-string.ts';

/** A mask as polygons (union of the parts, picture pixels) or as run lengths. */
export type Segmentation =
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly number[])[] }
  | { readonly kind: 'rle'; readonly rle: Rle };

/** The mask as run lengths; polygons are rasterised at the picture's size. */
export function segmentationToRle(segmentation: Segmentation, size: Size): Rle {
  return segmentation.kind === 'rle' ? segmentation.rle : polygonsToRle(segmentation.polygons, size);
}

/** Either the mask, or the field below `segmentation` that is wrong and why. */
export type ParsedSegmentation =
  | Segmentation
  | { readonly kind: 'wrong'; readonly field: string; readonly message: string };

const wrong = (field: string, message: string): ParsedSegmentation => ({ kind: 'wrong', field, message });

/**
 * Reads the `segmentation` field of an annotation or a result: polygons, uncompressed runs or the compressed string.
 *
 * @param size the picture's size; a mask of another size is wrong unless `anySize`
 */
export function parseSegmentation(value: unknown, size: Size, anySize = false): ParsedSegmentation {
  if (Array.isArray(value)) return parsePolygons(value);
  if (!isJsonObject(value)) return wrong('', `expected polygons or run lengths, found ${show(value)}`);
  const stated = value.size;
  if (!isNumberList(stated) || stated.length !== 2 || !stated.every((n) => Number.isInteger(n) && n > 0)) {
    return wrong('.size', `expected [height, width], found ${show(stated)}`);
  }
  const [height = 0, width = 0] = stated;
  if (!anySize && (height !== size.height || width !== size.width)) {
    return wrong('.size', `expected [${size.height}, ${size.width}], found ${show(stated)}`);
  }
  const { counts } = value;
  if (typeof counts === 'string') {
    try {
      return { kind: 'rle', rle: rleFromString(counts, { width, height }) };
    } catch (error) {
      return wrong('.counts', error instanceof Error ? error.message : String(error));
    }
  }
  if (!isNumberList(counts) || !counts.every((n) => Number.isInteger(n) && n >= 0)) {
    return wrong('.counts', `expected a string or a list of run lengths, found ${show(counts)}`);
  }
  const rle = { width, height, counts: Uint32Array.from(counts) };
  return isRleComplete(rle)
    ? { kind: 'rle', rle }
    : wrong('.counts', `the runs do not sum up to ${height} x ${width} pixels`);
}

function parsePolygons(value: readonly unknown[]): ParsedSegmentation {
  const polygons: (readonly number[])[] = [];
  for (const [i, corners] of value.entries()) {
    if (!isNumberList(corners)) return wrong(`[${i}]`, `expected a list of numbers, found ${show(corners)}`);
    if (corners.length % 2 === 1) return wrong(`[${i}]`, `expected pairs of x and y, found ${corners.length} numbers`);
    if (corners.length < 4) return wrong(`[${i}]`, `expected at least three corners, found ${corners.length / 2}`);
    if (corners.length === 4) {
      // four numbers mean a box to cocoapi (annToRLE -> frPyObjects)
      const [x = 0, y = 0, w = 0, h = 0] = corners;
      polygons.push([x, y, x, y + h, x + w, y + h, x + w, y]);
    } else {
      polygons.push(corners);
    }
  }
  return polygons.length > 0 ? { kind: 'polygons', polygons } : wrong('', 'expected at least one polygon, found none');
}
