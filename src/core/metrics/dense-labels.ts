/** The label map of a semantic model's class scores. */
import { boxOfSize } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { type LogitsPlane, sampleLogits } from '../mask/logits.ts';
import { strongestPlane } from '../mask/strongest-plane.ts';
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
 * @throws RangeError when the numbers of classes do not fit, or the model gives no class values
 */
export function labelsOfScores(scores: ClassScores, size: Size, set: LabelSet): LabelMap {
  const { channels, width, height, data, content, box } = scores;
  if (channels === 1)
    throw new RangeError(
      'the model chooses the classes itself: its output has one channel, and the values of the classes are needed to bring them up to the size of the picture',
    );
  const extra = channels - set.classes.length;
  if (extra !== 0 && extra !== 1) {
    throw new RangeError(`the model tells ${channels} classes apart, ${set.name} has ${set.classes.length}`);
  }
  const values = storedValues(set);
  const plane = width * height;
  const ofClass = (c: number): Float32Array =>
    sampleLogits({ width, height, data: data.slice(c * plane, (c + 1) * plane), content, box }, boxOfSize(size));
  const winners = strongestPlane(
    (function* (): Generator<Float32Array> {
      for (let c = 0; c < channels; c++) yield ofClass(c);
    })(),
  );
  const stored = extra === 1 ? [0, ...values] : values;
  const out = Uint8Array.from(winners, (c) => stored[c] ?? 0);
  return { ...size, data: out };
}
