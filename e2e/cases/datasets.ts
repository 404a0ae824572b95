/** Folders of pictures and truth: what is found in them, and which picture each entry is shown with. */
import { join } from 'node:path';
import { readerTools } from '../../src/cli/disk-tree.ts';
import { openTree } from '../../src/cli/open-tree.ts';
import { readPhoto } from '../../src/cli/photo.ts';
import type { Dataset } from '../../src/core/datasets/dataset.ts';
import { openDataset } from '../../src/core/datasets/detect.ts';
import { defaultSplit, splitGroups } from '../../src/core/datasets/splits.ts';
import { type Case, type Outcome, refused, right, type Section, wrong } from './verdict.ts';

interface Pair {
  /** Id of the entry, or a part of the annotation file's name. */
  readonly id?: number;
  readonly file?: string;
  readonly rgb: readonly number[];
}

/** Colour of the middle of an entry's picture. */
async function colourOf(dataset: Dataset, id: number | undefined, folder: string): Promise<readonly number[]> {
  const listed = dataset.annotations?.images.find((image) => image.id === id);
  const entry = listed ? dataset.pictures.find((p) => p.path?.endsWith(listed.fileName)) : dataset.pictures[0];
  if (!entry?.path) return [];
  const { width, height, data } = await readPhoto(join(folder, entry.path));
  const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4;
  return [...data.slice(at, at + 3)];
}

async function pairFault(pair: Pair, first: Dataset, folder: string): Promise<string | null> {
  const tree = await openTree(folder);
  const annotations = first.annotationFiles.find((path) => pair.file !== undefined && path.includes(pair.file));
  if (pair.file !== undefined && annotations === undefined) return `no annotation file of ${pair.file} is offered`;
  const dataset = annotations ? await openDataset(tree, readerTools, undefined, { annotations }) : first;
  const seen = await colourOf(dataset, pair.id, folder);
  const same = seen.length === 3 && pair.rgb.every((value, i) => Math.abs(value - (seen[i] ?? 0)) <= 8);
  return same ? null : `${pair.id ?? pair.file} has a picture of the colour ${seen.join(', ') || 'none'}`;
}

async function walk(_: unknown, one: Case, root: string): Promise<Outcome> {
  const folder = join(root, one.file);
  let dataset: Dataset;
  try {
    dataset = await openDataset(await openTree(folder), readerTools);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  const faults: string[] = [];
  for (const pair of (one.pairs as readonly Pair[] | undefined) ?? []) {
    const fault = await pairFault(pair, dataset, folder);
    if (fault !== null) faults.push(fault);
  }
  let objects = 0;
  const pixels = new Map<number, number>();
  for (const picture of dataset.pictures) {
    const truth = await dataset.truth(picture);
    objects += truth.objects.length;
    for (const value of truth.labels?.data ?? []) pixels.set(value, (pixels.get(value) ?? 0) + 1);
  }
  const counts = { pictures: dataset.pictures.length, objects };
  for (const key of ['pictures', 'objects'] as const) {
    if (one[key] !== undefined && one[key] !== counts[key]) faults.push(`${counts[key]} ${key}`);
  }
  for (const [value, count] of Object.entries((one.classPixels as Record<string, number> | undefined) ?? {})) {
    if (pixels.get(Number(value)) !== count) faults.push(`${pixels.get(Number(value)) ?? 0} pixels of ${value}`);
  }
  const groups = splitGroups(dataset.pictures);
  for (const [split, count] of Object.entries((one.splits as Record<string, number> | undefined) ?? {})) {
    if (groups.get(split)?.length !== count) faults.push(`${groups.get(split)?.length ?? 0} pictures of ${split}`);
  }
  const run = defaultSplit(dataset.kind, [...groups.keys()]);
  const problems = dataset.problems.kept.map(({ file, message }) => `${file}: ${message}`);
  const told = `${dataset.title}, ${counts.pictures} pictures, ${objects} objects; a run takes ${run || 'all'}`;
  return faults.length > 0 ? wrong(faults.join('; ')) : right([told, ...problems].join('; '));
}

export const datasets: Section = { id: 'datasets', start: async () => undefined, walk };
