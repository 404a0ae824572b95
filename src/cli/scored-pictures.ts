/** Goes through the pictures of a split, leaves out what cannot be scored, and says how many took part. */
import { ProblemList } from '../core/coco/data-problem.ts';
import type { DatasetKind, DatasetPicture } from '../core/datasets/dataset.ts';
import { DatasetFileError } from '../core/datasets/file-tree.ts';
import { defaultSplit, itemsOfSplit, splitFault, splitGroups } from '../core/datasets/splits.ts';
import { InputError, type Io, UsageError } from './command.ts';
import { inShard, parseShard } from './options.ts';
import { progress, type TakingPart, type Trouble } from './report.ts';

/** For `parseArgs` and the help text of commands that take pictures by split. */
export const splitOption = { split: { type: 'string' } } as const;
export const splitHelp = `  --split NAME      train, val or test as the folders name it, or all; the published one by default where there are several`;

/** The pictures of a run. */
export interface AskedPictures {
  readonly pictures: readonly DatasetPicture[];
  /** Name of the split; empty where the folders name none. */
  readonly split: string;
  /** Pictures of other splits. */
  readonly others: number;
  /** Why the figures must not stand beside published ones; null when they may. */
  readonly fault: string | null;
}

/** @throws UsageError when there is no such split */
export function askedPictures(
  all: readonly DatasetPicture[],
  kind: DatasetKind,
  wanted: string | undefined,
): AskedPictures {
  const split = wanted ?? defaultSplit(kind, [...splitGroups(all).keys()]);
  try {
    const pictures = itemsOfSplit(all, split);
    return { pictures, split, others: all.length - pictures.length, fault: splitFault(kind, split) };
  } catch (error) {
    throw new UsageError(`--split ${split}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The pictures of this shard, each through `add`; one that cannot be read is listed. */
export async function scorePictures(
  asked: AskedPictures,
  shard: string | undefined,
  add: (picture: DatasetPicture) => Promise<void>,
  io: Io,
): Promise<Trouble & { readonly part: TakingPart }> {
  const problems = new ProblemList('');
  const mine = inShard(asked.pictures, parseShard(shard));
  const show = progress(io, mine.length);
  let scored = 0;
  for (const [i, picture] of mine.entries()) {
    try {
      await add(picture);
      scored++;
    } catch (error) {
      if (error instanceof InputError) throw error;
      const file = error instanceof DatasetFileError ? error.file : picture.id;
      const reason = error instanceof Error ? error.message : String(error);
      problems.addTo(file, '', `${reason}; the picture is left out`);
    }
    show(i + 1);
  }
  const { split, others, fault } = asked;
  const part = { split, scored, asked: mine.length, others, fault };
  return { problems: problems.kept, problemCount: problems.count, part };
}

/** Runs and puts the file's name onto what goes wrong. @throws DatasetFileError */
export function namedFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DatasetFileError(file, error instanceof Error ? error.message : String(error));
  }
}
