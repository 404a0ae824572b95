/** What the candidates of an answer are called, ordered by their size. */

/** One ambiguous click: part, object, whole. Four masks answer several prompts and mean one thing, so size alone tells them apart. */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  2: ['Part', 'Whole'],
  3: ['Part', 'Object', 'Whole'],
  4: ['Smallest', 'Smaller', 'Larger', 'Largest'],
};

/** @param rank 0 is the smallest of `count` candidates */
export function candidateName(rank: number, count: number): string {
  return NAMES[count]?.[rank] ?? `Size ${rank + 1} of ${count}`;
}
