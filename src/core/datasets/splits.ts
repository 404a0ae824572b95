/** Parts of a dataset: which pictures belong to which, and which one published figures are about. */
import type { DatasetKind } from './dataset.ts';
import { splitOfName } from './match-path.ts';

/** The part that published figures of a dataset are about; datasets without one are published as a whole. */
const published: Readonly<Partial<Record<DatasetKind, 'val' | 'test'>>> = {
  bsds500: 'test',
  coco: 'val',
  lvis: 'val',
  cityscapes: 'val',
  ade20k: 'val',
  voc: 'val',
  loveda: 'val',
  pets: 'test',
  davis: 'val',
};

/** Name of a run over several parts together. */
export const ALL_SPLITS = 'all';

/** `train`, `val` or `test` where the name says so, as in `training` or `Val Urban`; else the name itself. */
const groupOf = (split: string): string => splitOfName(split) ?? split;

/** What belongs to a part. */
interface InSplit {
  readonly split: string;
}

/** The items by part, in the order train, val, test; empty where the dataset names no such part. */
export function splitGroups<T extends InSplit>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groupOf(item.split);
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  const known = ['train', 'val', 'test'].filter((name) => groups.has(name));
  if (known.length === 0) return new Map();
  const rest = [...groups.keys()].filter((name) => !known.includes(name)).sort();
  return new Map([...known, ...rest].map((name) => [name, groups.get(name) ?? []]));
}

/** The part that a run takes unless another is chosen: the published one, else the only one; empty where there are none. */
export function defaultSplit(kind: DatasetKind, names: readonly string[]): string {
  const wanted = published[kind];
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  return names.length > 1 ? ALL_SPLITS : (names[0] ?? '');
}

/**
 * The items of one part.
 * @param split a name of `splitGroups`, `ALL_SPLITS`, or empty for everything
 * @throws RangeError when there is no such part
 */
export function itemsOfSplit<T extends InSplit>(items: readonly T[], split: string): readonly T[] {
  if (split === '' || split === ALL_SPLITS) return items;
  const groups = splitGroups(items);
  const found = groups.get(split);
  if (found) return found;
  throw new RangeError(
    groups.size === 0 ? 'the data names no splits' : `there is no split ${split}, but ${[...groups.keys()].join(', ')}`,
  );
}

/** Why a figure must not stand beside published ones, as a sentence; null when it may. @param split as a run records it */
export function splitFault(kind: string, split: string): string | null {
  const wanted = Object.entries(published).find(([name]) => name === kind)?.[1];
  if (wanted === undefined || split === '' || split === wanted) return null;
  const found = split === ALL_SPLITS ? 'several splits together' : `the split ${split}`;
  return `${found}; published figures are about ${wanted}`;
}
