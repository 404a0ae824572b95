/** Where a row of likenesses falls apart into "the same kind" and "the rest". */

/**
 * The middle of the widest gap between neighbouring values within `reach` of `expected`; the ends of that window count as
 * neighbours, so that a lone value moves the break away from itself. Without a value in the window it is `expected`.
 *
 * @param values likenesses 0..1, any order
 */
export function naturalBreak(values: readonly number[], expected: number, reach: number): number {
  const [low, high] = [expected - reach, expected + reach];
  const inside = values.filter((v) => v > low && v < high).toSorted((a, b) => b - a);
  let best = expected;
  let widest = 0;
  let upper = high;
  for (const value of [...inside, low]) {
    if (upper - value > widest) {
      widest = upper - value;
      best = (upper + value) / 2;
    }
    upper = value;
  }
  return best;
}
