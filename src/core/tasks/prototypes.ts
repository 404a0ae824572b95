/** Few-shot classification by nearest prototype. */
import { dotProduct, unitVector } from './feature-field.ts';

/** One labelled example: a vector of length 1. */
export interface LabelledVector {
  readonly label: string;
  readonly vector: Float32Array;
}

/** How near a vector is to one class. */
export interface ClassScore {
  readonly label: string;
  /** Cosine similarity to the prototype, -1..1. */
  readonly similarity: number;
  /** Softmax over all classes' similarities, 0..1. */
  readonly confidence: number;
}

/**
 * The prototype of each class: the mean of its examples, made unit length. Classes in order of first use.
 * Source: Snell, Swersky, Zemel, Prototypical Networks for Few-shot Learning (2017), section 2.2.
 */
export function prototypesOf(examples: readonly LabelledVector[]): ReadonlyMap<string, Float32Array> {
  const sums = new Map<string, Float32Array>();
  for (const { label, vector } of examples) {
    const sum = sums.get(label) ?? new Float32Array(vector.length);
    sums.set(
      label,
      sum.map((v, i) => v + (vector[i] ?? 0)),
    );
  }
  return new Map([...sums].map(([label, sum]) => [label, unitVector(sum)]));
}

/**
 * Scores a vector against every prototype, nearest first. Cosine in place of the paper's squared distance, with a softmax at a
 * temperature, as in Gidaris and Komodakis, Dynamic Few-Shot Visual Learning without Forgetting (2018), section 3.2.
 *
 * @param temperature similarities are divided by it before the softmax; positive, smaller is surer
 * @returns empty without prototypes
 * @throws RangeError for a temperature that is not positive
 */
export function classify(
  prototypes: ReadonlyMap<string, Float32Array>,
  vector: Float32Array,
  temperature: number,
): readonly ClassScore[] {
  if (!(temperature > 0)) throw new RangeError(`the temperature must be positive, got ${temperature}`);
  const scored = [...prototypes].map(([label, prototype]) => ({ label, similarity: dotProduct(prototype, vector) }));
  const most = Math.max(...scored.map((s) => s.similarity));
  const weights = scored.map((s) => Math.exp((s.similarity - most) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return scored
    .map((s, i) => ({ ...s, confidence: (weights[i] ?? 0) / total }))
    .toSorted((a, b) => b.similarity - a.similarity);
}

/** A proportion with its 95 % interval, all 0..1. */
export interface Proportion {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Score interval for a proportion, sensible for few trials too; null without trials.
 * Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
 */
export function wilsonInterval(right: number, trials: number, z = 1.959964): Proportion | null {
  if (trials === 0) return null;
  const share = right / trials;
  const square = z * z;
  const middle = (share + square / (2 * trials)) / (1 + square / trials);
  const half = (z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))) / (1 + square / trials);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** What leaving each example out in turn came to. */
export interface LeaveOneOut {
  readonly right: number;
  /** Examples that could be tested: those whose class has another example. */
  readonly tested: number;
  /** Examples alone in their class: without them the class has no prototype, so there is nothing to test. */
  readonly alone: number;
  readonly accuracy: Proportion | null;
  /** The class that each example got from the others, in the order given; null where it could not be tested. */
  readonly predicted: readonly (ClassScore | null)[];
}

/** Classifies every example by prototypes of all the others. With one class there is nothing to tell apart, so nothing is tested. */
export function leaveOneOut(examples: readonly LabelledVector[], temperature: number): LeaveOneOut {
  const sizes = new Map<string, number>();
  for (const { label } of examples) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const predicted = examples.map((example, i): ClassScore | null => {
    if (sizes.size < 2 || (sizes.get(example.label) ?? 0) < 2) return null;
    const others = prototypesOf(examples.filter((_, j) => j !== i));
    return classify(others, example.vector, temperature)[0] ?? null;
  });
  const tested = predicted.filter((p) => p !== null).length;
  const right = predicted.filter((p, i) => p !== null && p.label === examples[i]?.label).length;
  const alone = examples.filter((e) => sizes.get(e.label) === 1).length;
  return { right, tested, alone, accuracy: wilsonInterval(right, tested), predicted };
}
