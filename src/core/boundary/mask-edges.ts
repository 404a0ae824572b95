/** Boundaries from the masks of a grid of clicks, as SAM's zero-shot figure on BSDS500 was made. */
import { boxOfSize, type ImageBox } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import { maskBounds } from '../mask/mask.ts';
import { boxNms } from '../mask/nms.ts';
import { type EdgeMap, suppressEdges } from './edge-nms.ts';
import { scaleToOne } from './edge-strength.ts';

/** Gradient magnitude of the Sobel operator at one place; edges repeated. */
function sobel(data: Float32Array, size: Size, x: number, y: number): number {
  const { width, height } = size;
  const at = (dx: number, dy: number): number =>
    data[Math.min(Math.max(y + dy, 0), height - 1) * width + Math.min(Math.max(x + dx, 0), width - 1)] ?? 0;
  const gx = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
  const gy = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
  return Math.hypot(gx, gy);
}

interface Ridge {
  readonly score: number;
  readonly box: ImageBox;
  /** Places and strengths along the mask's outer boundary. */
  readonly places: Uint32Array;
  readonly values: Float32Array;
}

/** Strength along the mask's outer boundary: mask pixels with a neighbour (of 4) outside of it, holes not counted apart. */
function ridgeOf(logits: LogitsPlane, score: number, size: Size): Ridge | null {
  const { width, height } = size;
  const data = sampleLogits(logits, boxOfSize(size));
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    mask[i] = (data[i] ?? 0) > 0 ? 1 : 0;
    data[i] = 1 / (1 + Math.exp(-(data[i] ?? 0)));
  }
  const box = maskBounds({ width, height, data: mask });
  if (!box) return null;
  const places: number[] = [];
  const values: number[] = [];
  for (let y = box.y0; y < box.y1; y++) {
    for (let x: number = box.x0; x < box.x1; x++) {
      const i = y * width + x;
      if (mask[i] !== 1) continue;
      const inside: boolean =
        (x === 0 || mask[i - 1] === 1) &&
        (x === width - 1 || mask[i + 1] === 1) &&
        (y === 0 || mask[i - width] === 1) &&
        (y === height - 1 || mask[i + width] === 1);
      if (inside) continue;
      places.push(i);
      values.push(sobel(data, size, x, y));
    }
  }
  return { score, box, places: Uint32Array.from(places), values: Float32Array.from(values) };
}

/**
 * Collects the masks of one picture. Source: Segment Anything (2023), appendix D.2: all masks of a 16 x 16 grid without filter, box
 * suppression, Sobel filter of the unthresholded probabilities, zero off the masks' outer boundaries, maximum over masks, scaled to
 * 0..1, suppression across the edge.
 */
export class MaskEdges {
  readonly #size: Size;
  readonly #ridges: Ridge[] = [];

  constructor(size: Size) {
    this.#size = size;
  }

  add(logits: LogitsPlane, score: number): void {
    const ridge = ridgeOf(logits, score, this.#size);
    if (ridge) this.#ridges.push(ridge);
  }

  /** @param overlap box IoU above which the mask with the lower score goes; SAM's 0.7 */
  result(overlap: number = 0.7): EdgeMap {
    const { width, height } = this.#size;
    const kept = boxNms(
      this.#ridges.map((r) => r.box),
      this.#ridges.map((r) => r.score),
      overlap,
    );
    const data = new Float32Array(width * height);
    for (const k of kept) {
      const ridge = this.#ridges[k];
      for (const [j, at] of ridge?.places.entries() ?? []) data[at] = Math.max(data[at] ?? 0, ridge?.values[j] ?? 0);
    }
    return scaleToOne(suppressEdges(scaleToOne({ width, height, data })));
  }
}
