/** A map in a few figures, for the sentence beside it. */
interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Share of the places above 0.7. */
  readonly above: number;
}

const ALIKE = 0.7;

/** Figures of the top-left part of a map that shows the picture. */
export function spreadOf(
  values: Float32Array,
  width: number,
  part: { readonly width: number; readonly height: number },
): Spread {
  const inside = new Float32Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) inside.set(values.subarray(y * width, y * width + part.width), y * part.width);
  inside.sort();
  let below = 0;
  while (below < inside.length && (inside[below] ?? 0) <= ALIKE) below++;
  return {
    low: inside[0] ?? 0,
    median: inside[inside.length >> 1] ?? 0,
    high: inside.at(-1) ?? 0,
    above: inside.length > 0 ? 1 - below / inside.length : 0,
  };
}
