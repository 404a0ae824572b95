/** Bit-packed masks cropped to what they cover: the form in which objects are kept, compared and combined. */
import { boxHeight, type ImageBox, intersectBoxes, uniteBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { Mask, SetOperation } from './mask.ts';

/**
 * One bit a pixel, only inside `box`. Rows start at picture columns divisible by 32, so two masks of one picture
 * line up word by word and are combined without shifting: pixel (x, y) is bit `x & 31` of word
 * `(y - box.y0) * stride + (x >> 5) - (box.x0 >> 5)`.
 * Always canonical: `box` is the tightest whole-pixel box of the pixels set and bits outside it are 0, so equal masks
 * have equal fields. The empty mask has the box 0,0,0,0 and no words.
 */
export interface PackedMask {
  readonly box: ImageBox;
  /** Size of the picture, not of the box. */
  readonly width: number;
  readonly height: number;
  readonly bits: Uint32Array<ArrayBuffer>;
}

const EMPTY_BOX: ImageBox = { x0: 0, y0: 0, x1: 0, y1: 0 };

/** Words in a row of the packed form of a box. */
export function packedStride(box: ImageBox): number {
  return box.x1 > box.x0 ? ((box.x1 + 31) >> 5) - (box.x0 >> 5) : 0;
}

/** The mask without a pixel. */
export function emptyPacked(size: Size): PackedMask {
  return { box: EMPTY_BOX, width: size.width, height: size.height, bits: new Uint32Array(0) };
}

/** Bytes held by the pixels of a packed mask. */
export function packedBytes(mask: PackedMask): number {
  return mask.bits.byteLength;
}

function bitsIn(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Cuts words laid out for `box` down to the canonical form. `box` must hold every bit set. */
export function canonical(box: ImageBox, size: Size, words: Uint32Array<ArrayBuffer>): PackedMask {
  const stride = packedStride(box);
  const rows = boxHeight(box);
  const union = new Uint32Array(stride);
  let top = -1;
  let bottom = -1;
  for (let r = 0; r < rows; r++) {
    let any = 0;
    for (let w = 0; w < stride; w++) {
      const v = words[r * stride + w] ?? 0;
      any |= v;
      union[w] = (union[w] ?? 0) | v;
    }
    if (any !== 0) {
      if (top < 0) top = r;
      bottom = r;
    }
  }
  if (top < 0) return emptyPacked(size);
  let first = 0;
  while (union[first] === 0) first++;
  let last = stride - 1;
  while (union[last] === 0) last--;
  const base = (box.x0 >> 5) << 5;
  const low = union[first] ?? 0;
  const tight: ImageBox = {
    x0: base + first * 32 + (31 - Math.clz32(low & -low)),
    y0: box.y0 + top,
    x1: base + last * 32 + 32 - Math.clz32(union[last] ?? 0),
    y1: box.y0 + bottom + 1,
  };
  const tightStride = last - first + 1;
  if (tightStride === stride && bottom - top + 1 === rows) {
    return { box: tight, width: size.width, height: size.height, bits: words };
  }
  const bits = new Uint32Array(tightStride * (bottom - top + 1));
  for (let r = top; r <= bottom; r++) {
    const from = r * stride + first;
    bits.set(words.subarray(from, from + tightStride), (r - top) * tightStride);
  }
  return { box: tight, width: size.width, height: size.height, bits };
}

/**
 * Packs a mask that shows the part `region` of a picture; pixels outside the picture are dropped.
 *
 * @param local mask of the size of `region`
 * @param region whole picture pixels
 */
export function packRegion(local: Mask, region: ImageBox, size: Size): PackedMask {
  const box = intersectBoxes(region, { x0: 0, y0: 0, x1: size.width, y1: size.height });
  if (box.x1 <= box.x0 || box.y1 <= box.y0) return emptyPacked(size);
  const stride = packedStride(box);
  const base = (box.x0 >> 5) << 5;
  const words = new Uint32Array(stride * boxHeight(box));
  for (let y = box.y0; y < box.y1; y++) {
    const from = (y - region.y0) * local.width - region.x0;
    const row = (y - box.y0) * stride;
    for (let x = box.x0; x < box.x1; x++) {
      if (local.data[from + x] !== 0) {
        const at = row + ((x - base) >> 5);
        words[at] = (words[at] ?? 0) | (1 << (x & 31));
      }
    }
  }
  return canonical(box, size, words);
}

/** Packs a whole-picture mask. */
export function packMask(mask: Mask): PackedMask {
  return packRegion(mask, { x0: 0, y0: 0, x1: mask.width, y1: mask.height }, mask);
}

/** The part `region` (whole pixels, may reach beyond the picture) as one byte a pixel. */
export function unpackRegion(mask: PackedMask, region: ImageBox): Mask {
  const width = Math.max(0, region.x1 - region.x0);
  const height = boxHeight(region);
  const data = new Uint8Array(width * height);
  const { box, bits } = mask;
  const stride = packedStride(box);
  const base = (box.x0 >> 5) << 5;
  const common = intersectBoxes(box, region);
  for (let y = common.y0; y < common.y1; y++) {
    const row = (y - box.y0) * stride;
    const to = (y - region.y0) * width - region.x0;
    for (let x = common.x0; x < common.x1; x++) {
      data[to + x] = ((bits[row + ((x - base) >> 5)] ?? 0) >>> (x & 31)) & 1;
    }
  }
  return { width, height, data };
}

/** The whole picture as one byte a pixel. */
export function unpackMask(mask: PackedMask): Mask {
  return unpackRegion(mask, { x0: 0, y0: 0, x1: mask.width, y1: mask.height });
}

/** Number of pixels set. */
export function packedArea(mask: PackedMask): number {
  let area = 0;
  for (const word of mask.bits) area += bitsIn(word);
  return area;
}

/** Whether the picture pixel (x, y) is set; false outside the picture. Whole numbers. */
export function packedHas(mask: PackedMask, x: number, y: number): boolean {
  const { box } = mask;
  if (x < box.x0 || x >= box.x1 || y < box.y0 || y >= box.y1) return false;
  const word = mask.bits[(y - box.y0) * packedStride(box) + (x >> 5) - (box.x0 >> 5)] ?? 0;
  return ((word >>> (x & 31)) & 1) === 1;
}

/** True when both cover exactly the same pixels of pictures of the same size. */
export function packedEquals(a: PackedMask, b: PackedMask): boolean {
  if (a.width !== b.width || a.height !== b.height || a.bits.length !== b.bits.length) return false;
  if (a.box.x0 !== b.box.x0 || a.box.y0 !== b.box.y0 || a.box.x1 !== b.box.x1 || a.box.y1 !== b.box.y1) return false;
  return a.bits.every((word, i) => word === b.bits[i]);
}

function checkSamePicture(a: PackedMask, b: PackedMask): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`masks differ in size: ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
}

/**
 * Pixels set in both, counted without unpacking.
 * @throws RangeError when the pictures differ in size
 */
export function packedIntersection(a: PackedMask, b: PackedMask): number {
  checkSamePicture(a, b);
  const common = intersectBoxes(a.box, b.box);
  if (common.x1 <= common.x0 || common.y1 <= common.y0) return 0;
  const words = packedStride(common);
  const first = common.x0 >> 5;
  let area = 0;
  for (let y = common.y0; y < common.y1; y++) {
    const p = (y - a.box.y0) * packedStride(a.box) + first - (a.box.x0 >> 5);
    const q = (y - b.box.y0) * packedStride(b.box) + first - (b.box.x0 >> 5);
    for (let w = 0; w < words; w++) area += bitsIn((a.bits[p + w] ?? 0) & (b.bits[q + w] ?? 0));
  }
  return area;
}

/**
 * Intersection over union in 0..1; 1 when both are empty.
 * @throws RangeError when the pictures differ in size
 */
export function packedIou(a: PackedMask, b: PackedMask): number {
  const inter = packedIntersection(a, b);
  const union = packedArea(a) + packedArea(b) - inter;
  return union > 0 ? inter / union : 1;
}

function isEmptyBox(box: ImageBox): boolean {
  return box.x1 <= box.x0 || box.y1 <= box.y0;
}

/**
 * Combines two masks word by word, never unpacking.
 * @throws RangeError when the pictures differ in size
 */
export function combinePacked(a: PackedMask, b: PackedMask, operation: SetOperation): PackedMask {
  checkSamePicture(a, b);
  if (isEmptyBox(b.box)) return operation === 'intersect' ? emptyPacked(a) : a;
  if (isEmptyBox(a.box)) return operation === 'intersect' || operation === 'subtract' ? emptyPacked(a) : b;
  const box =
    operation === 'intersect'
      ? intersectBoxes(a.box, b.box)
      : operation === 'subtract'
        ? a.box
        : uniteBoxes(a.box, b.box);
  if (isEmptyBox(box)) return emptyPacked(a);
  const stride = packedStride(box);
  const first = box.x0 >> 5;
  const words = new Uint32Array(stride * boxHeight(box));
  copyWords(a, words, box);
  const bStride = packedStride(b.box);
  const shift = (b.box.x0 >> 5) - first;
  for (let y = box.y0; y < box.y1; y++) {
    const inB = y >= b.box.y0 && y < b.box.y1;
    const q = (y - b.box.y0) * bStride - shift;
    const r = (y - box.y0) * stride;
    for (let w = 0; w < stride; w++) {
      const mine = words[r + w] ?? 0;
      const other = inB && w >= shift && w < shift + bStride ? (b.bits[q + w] ?? 0) : 0;
      words[r + w] =
        operation === 'unite'
          ? mine | other
          : operation === 'subtract'
            ? mine & ~other
            : operation === 'intersect'
              ? mine & other
              : mine ^ other;
    }
  }
  return canonical(box, a, words);
}

function copyWords(from: PackedMask, words: Uint32Array<ArrayBuffer>, box: ImageBox): void {
  const stride = packedStride(box);
  const fromStride = packedStride(from.box);
  const shift = (from.box.x0 >> 5) - (box.x0 >> 5);
  const start = Math.max(0, shift);
  const count = Math.min(stride, shift + fromStride) - start;
  if (count <= 0) return;
  const y0 = Math.max(box.y0, from.box.y0);
  const y1 = Math.min(box.y1, from.box.y1);
  for (let y = y0; y < y1; y++) {
    const p = (y - from.box.y0) * fromStride + start - shift;
    words.set(from.bits.subarray(p, p + count), (y - box.y0) * stride + start);
  }
}
