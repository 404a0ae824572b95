/** A change is stored at most this much later, milliseconds; saves are no more frequent. */
const SOON = 400;
/** After a refusal the next try waits this long, and twice as long after each further one, up to the longest. */
const AFTER_REFUSAL = 5000;
const LONGEST_WAIT = 300_000;

/** How long the next save waits, milliseconds. @param refusals of the saves before it, in a row */
export function saveDelay(refusals: number): number {
  return refusals === 0 ? SOON : Math.min(LONGEST_WAIT, AFTER_REFUSAL * 2 ** (refusals - 1));
}
