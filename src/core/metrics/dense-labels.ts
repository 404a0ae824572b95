/** The label map of a semantic model's class scores. */
import { boxOfSize } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import type { LabelSet } from './label-sets/label-set.ts';

/** Class scores [channels, height, width] over a picture, as a plane without its data. */
export interface ClassScores extends Omit<LogitsPlane, 'data'> {
  readonly channels: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** The stored value that stands for each class in a prediction of the convention. */
export function storedValues(set: LabelSet): readonly number[] {
  return set.classes.map((_, index) => set.prediction.indexOf(index));
}

/**
 * The strongest class at every pixel, after bringing each class's scores up bilinearly; the first of equals.
 * A model with one channel more than the convention has classes is taken to have background first.
 * @throws RangeError when the numbers of classes do not fit
 */
export function labelsOfScores(scores: ClassScores, size: Size, set: LabelSet): LabelMap {
  const { channels, width, height, data, content, box } = scores;
  const extra = channels - set.classes.length;
  if (extra !== 0 && extra !== 1) {
    throw new RangeError(`the model tells ${channels} classes apart, ${set.name} has ${set.classes.length}`);
  }
  const values = storedValues(set);
  const best = new Float32Array(size.width * size.height).fill(Number.NEGATIVE_INFINITY);
  const out = new Uint8Array(best.length);
  const plane = width * height;
  for (let c = 0; c < channels; c++) {
    const value = extra === 1 ? (c === 0 ? 0 : (values[c - 1] ?? 0)) : (values[c] ?? 0);
    const part = data.slice(c * plane, (c + 1) * plane);
    const at = sampleLogits({ width, height, data: part, content, box }, boxOfSize(size));
    for (let i = 0; i < out.length; i++) {
      if ((at[i] ?? 0) <= (best[i] ?? 0)) continue;
      best[i] = at[i] ?? 0;
      out[i] = value;
    }
  }
  return { ...size, data: out };
}
