/** How the segments of two panoptic maps lie over each other, as wholes and by their boundaries. */
import { boundaryWidth } from '../boundary/mask-boundary.ts';
import type { Size } from '../geometry/space.ts';

/** Segment ids by pixel, row-major; 0 = void. */
export interface SegmentIds extends Size {
  readonly ids: ArrayLike<number>;
}

/** Stands for pixels inside of segments, away from their boundary. */
const INSIDE = 2 ** 24;

/**
 * The same map with only the boundary bands of its segments: pixels within the band's width (chessboard distance) of another id or of
 * the picture's border. All bands are cut at once: a pixel is inside when its whole square has its id, by rows and then by columns.
 *
 * @param ratio width of the band as a part of the diagonal
 */
export function boundaryIds({ width, height, ids }: SegmentIds, ratio: number): SegmentIds {
  const band = boundaryWidth({ width, height }, ratio);
  const rowInside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; ) {
      const start = x;
      while (x < width && ids[row + x] === ids[row + start]) x++;
      if (x - start > 2 * band) rowInside.fill(1, row + start + band, row + x - band);
    }
  }
  const out = Uint32Array.from(ids);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; ) {
      const start = y;
      const id = ids[start * width + x];
      while (y < height && ids[y * width + x] === id && rowInside[y * width + x] === 1) y++;
      if (id !== 0) for (let inner = start + band; inner < y - band; inner++) out[inner * width + x] = INSIDE;
      if (y === start) y++;
    }
  }
  return { width, height, ids: out };
}

/** Pixels that a true and a predicted segment share; 0 = void. */
export interface Overlap {
  readonly truthId: number;
  readonly predictedId: number;
  pixels: number;
}

/** Pixels of each segment and of each pair. */
export interface Overlaps {
  readonly truthArea: ReadonlyMap<number, number>;
  readonly predictedArea: ReadonlyMap<number, number>;
  readonly shared: readonly Overlap[];
}

/** Counts two maps of segment ids against each other. */
export function countOverlaps(truth: SegmentIds, prediction: SegmentIds): Overlaps {
  const truthArea = new Map<number, number>();
  const predictedArea = new Map<number, number>();
  const pairs = new Map<number, Overlap>();
  let last: Overlap | undefined;
  for (let i = 0; i < truth.ids.length; i++) {
    const truthId = truth.ids[i] ?? 0;
    const predictedId = prediction.ids[i] ?? 0;
    if (!last || last.truthId !== truthId || last.predictedId !== predictedId) {
      const key = truthId * 2 ** 25 + predictedId; // ids have 24 bits, and one more marks the inside
      last = pairs.get(key) ?? { truthId, predictedId, pixels: 0 };
      pairs.set(key, last);
    }
    last.pixels++;
  }
  for (const { truthId, predictedId, pixels } of pairs.values()) {
    truthArea.set(truthId, (truthArea.get(truthId) ?? 0) + pixels);
    predictedArea.set(predictedId, (predictedArea.get(predictedId) ?? 0) + pixels);
  }
  return { truthArea, predictedArea, shared: [...pairs.values()] };
}
