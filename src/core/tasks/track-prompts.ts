/** What to ask the model about the next frame, and which of its answers to believe. */
import type { ImageBox } from '../geometry/box.ts';
import { type ImagePoint, imagePoint } from '../geometry/space.ts';
import type { LogitsPlane } from '../mask/logits.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { cellsUnder, dotProduct, type FeatureField, pool } from './feature-field.ts';
import { planeOverlap } from './plane-overlap.ts';

/** Pixels by which the box is drawn wider than the expected object. */
const MARGIN = 2;
/** An exclude click is put on a double between these many radii from the object's middle. */
const DOUBLE_NEAR = 1.3;
const DOUBLE_FAR = 3;

/** The middle of a cell in picture pixels. */
export function cellCentre(field: FeatureField, cell: number): ImagePoint {
  const { box, content } = field;
  return imagePoint(
    box.x0 + (((cell % field.width) + 0.5) * (box.x1 - box.x0)) / content.width,
    box.y0 + ((Math.floor(cell / field.width) + 0.5) * (box.y1 - box.y0)) / content.height,
  );
}

interface Spread {
  readonly x: number;
  readonly y: number;
  /** Of a disc of the same area, cells. */
  readonly radius: number;
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

function spreadOf(field: FeatureField, cells: Uint8Array): Spread | null {
  let count = 0;
  let [sumX, sumY] = [0, 0];
  let [x0, y0, x1, y1] = [field.width, field.height, -1, -1];
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== 1) continue;
    const x = i % field.width;
    const y = Math.floor(i / field.width);
    sumX += x;
    sumY += y;
    count++;
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  if (count === 0) return null;
  return { x: sumX / count, y: sumY / count, radius: Math.sqrt(count / Math.PI), box: { x0, y0, x1, y1 } };
}

/**
 * Prompts for a frame from where the object is expected: an include click on the cell that looks most like it (the middle counts
 * too), a box around the expected cells, and an exclude click on the best double nearby, if anything there looks more like the
 * object than like the rest.
 *
 * @param cells where the object is expected, 0 or 1
 * @param match of `matchMap`
 * @returns none when nothing is expected anywhere
 */
export function trackPrompts(field: FeatureField, cells: Uint8Array, match: Float32Array): readonly Prompt[] {
  const spread = spreadOf(field, cells);
  if (!spread) return [];
  const columns = Math.floor(field.content.width);
  const rows = Math.floor(field.content.height);
  let include = -1;
  let best = Number.NEGATIVE_INFINITY;
  let double = -1;
  let likeness = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * field.width + x;
      const away = Math.hypot(x - spread.x, y - spread.y) / spread.radius;
      const value = match[i] ?? -2;
      if (cells[i] === 1) {
        if (value - 0.5 * away > best) {
          best = value - 0.5 * away;
          include = i;
        }
      } else if (away > DOUBLE_NEAR && away < DOUBLE_FAR && value > likeness) {
        likeness = value;
        double = i;
      }
    }
  }
  if (include < 0) return [];
  const prompts: Prompt[] = [
    { kind: 'point', at: cellCentre(field, include), label: 'include' },
    { kind: 'box', box: boxAround(field, spread.box) },
  ];
  if (double >= 0) prompts.push({ kind: 'point', at: cellCentre(field, double), label: 'exclude' });
  return prompts;
}

function boxAround(field: FeatureField, cells: Spread['box']): ImageBox {
  const a = cellCentre(field, cells.y0 * field.width + cells.x0);
  const b = cellCentre(field, cells.y1 * field.width + cells.x1);
  const { box } = field;
  return {
    x0: Math.max(box.x0, a.x - MARGIN),
    y0: Math.max(box.y0, a.y - MARGIN),
    x1: Math.min(box.x1, b.x + MARGIN),
    y1: Math.min(box.y1, b.y + MARGIN),
  };
}

/** How far a carried mask can be believed. */
export interface Belief {
  /** Which candidate; -1 without any. */
  readonly index: number;
  /** Overlap with the mask as it was expected, 0..1. */
  readonly overlap: number;
  /** Cosine of its mean embedding with the object's, -1..1. */
  readonly likeness: number;
}

/**
 * The candidate that fits best to the mask as expected, to what the object looked like, and to the model's own opinion.
 *
 * @param expected the earlier mask moved along
 * @param look mean embedding of the object, length 1
 */
export function believe(
  field: FeatureField,
  candidates: readonly { readonly logits: LogitsPlane; readonly score: number }[],
  expected: LogitsPlane,
  look: Float32Array,
): Belief {
  let best: Belief = { index: -1, overlap: 0, likeness: -1 };
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, { logits, score }] of candidates.entries()) {
    const vector = pool(field, cellsUnder(field, logits));
    const likeness = vector ? dotProduct(vector, look) : -1;
    const overlap = planeOverlap(logits, expected);
    const value = overlap + 0.5 * likeness + 0.3 * (Number.isFinite(score) ? score : 0);
    if (value > most) {
      most = value;
      best = { index, overlap, likeness };
    }
  }
  return best;
}
