/** How a dataset's label files are read: classes, void rule, and what each stored value means. */

/** A class with its colour, RGB 0..255. */
export interface LabelClass {
  readonly name: string;
  readonly colour: readonly [red: number, green: number, blue: number];
}

/** Marks a value that is left out of the evaluation (truth) or that is no class (prediction: a miss of the true class). */
export const voidLabel = -1;
/** Marks a value that must not occur. */
export const wrongLabel = -2;

/** One dataset's convention. */
export interface LabelSet {
  readonly id: string;
  readonly name: string;
  readonly classes: readonly LabelClass[];
  /** Stored value -> class index, {@link voidLabel} or {@link wrongLabel}. Values beyond the table are wrong. */
  readonly truth: Int16Array;
  readonly prediction: Int16Array;
  /** Whether a class that never occurs enters the mean as 0 (true) or is left out of it (false). */
  readonly absentAsZero: boolean;
  /** The label of each colour, `red << 16 | green << 8 | blue`, where the dataset's colours are its labels too. */
  readonly colours?: ReadonlyMap<number, number>;
  /** The convention in words, for the card. */
  readonly rule: string;
}

/** A lookup table from a rule over 0..size-1. */
export function labelTable(size: number, rule: (value: number) => number): Int16Array {
  return Int16Array.from({ length: size }, (_, value) => rule(value));
}

/** Colour of index `n` in the PASCAL VOC colour map: its bits, spread over the three channels from the top. Source: VOCdevkit `VOClabelcolormap.m`. */
export function vocColour(n: number): readonly [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let bit = 0, rest = n; bit < 8; bit++, rest >>= 3) {
    red |= (rest & 1) << (7 - bit);
    green |= ((rest >> 1) & 1) << (7 - bit);
    blue |= ((rest >> 2) & 1) << (7 - bit);
  }
  return [red, green, blue];
}

/** The VOC colour map turned round: index by `red << 16 | green << 8 | blue`. All 256 colours differ. */
export const vocColours: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 256 }, (_, n) => {
    const [red, green, blue] = vocColour(n);
    return [(red << 16) | (green << 8) | blue, n] as const;
  }),
);

/** Classes from a comma-separated list of names, coloured by the VOC colour map from index `first` on. */
export function namedClasses(names: string, first: number): LabelClass[] {
  return names.split(',').map((name, i) => ({ name: name.trim(), colour: vocColour(first + i) }));
}
