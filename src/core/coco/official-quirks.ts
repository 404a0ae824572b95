/** What the official programs do that a person would not expect, where the data brings it about. */
import type { CocoDataset } from './dataset.ts';

/** Sentences, empty where nothing applies. Source: cocoapi `cocoeval.py` (`evaluateImg`: `dtm==0`), lvis-api `eval.py`. */
export function officialQuirks(dataset: CocoDataset): readonly string[] {
  const zero = [...dataset.truths.values()].some((truths) => truths.some(({ id }) => id === 0));
  if (!zero) return [];
  return [
    `${dataset.file}: an annotation has the id 0. The official programs read a match with it as none, and so do these figures; number the annotations from 1 to count it.`,
  ];
}
