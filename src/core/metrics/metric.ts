/** The one shape of every metric: an accumulator that can be filled in pieces anywhere and merged. */

/**
 * A metric over samples `S` with result `R`.
 * Laws (property-tested for every implementation): merging shards equals one pass over the whole; order does not change the result.
 */
export interface Metric<S, R> {
  /** Adds one sample (one picture, one object: the implementation says which). */
  add(sample: S): void;
  /** Takes over everything the other accumulator has seen. */
  merge(other: this): void;
  /** The figures over everything added so far. */
  result(): R;
  /** A JSON value from which the implementation's `fromJSON` restores the accumulator exactly. */
  toJSON(): unknown;
}
