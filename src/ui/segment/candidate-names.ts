/** What the candidates of an answer are called, ordered by their size. */

const OF_TWO = ['Part', 'Whole'];
const OF_THREE = ['Part', 'Object', 'Whole'];

/** @param rank 0 is the smallest of `count` candidates */
export function candidateName(rank: number, count: number): string {
  const names = count === 2 ? OF_TWO : count === 3 ? OF_THREE : [];
  return names[rank] ?? `${rank + 1}`;
}
