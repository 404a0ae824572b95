/** What every dataset reader gives: pictures, their truth one at a time, counts, and what is wrong. */
import type { ProblemList } from '../coco/data-problem.ts';
import type { CocoDataset } from '../coco/dataset.ts';
import type { Rle } from '../coco/rle.ts';
import type { Size } from '../geometry/space.ts';
import type { Inflate } from '../image/png.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import type { Mask } from '../mask/mask.ts';
import type { FileTree } from './file-tree.ts';

/** The layouts that are known. */
export const datasetKinds = [
  'coco',
  'lvis',
  'bsds500',
  'loveda',
  'bravo',
  'ade20k',
  'cityscapes',
  'pets',
  'voc',
  'panoptic',
  'davis',
  'folder',
] as const;
export type DatasetKind = (typeof datasetKinds)[number];

/** One picture of a dataset; the ids are unique and the same on every machine. */
export interface DatasetPicture {
  readonly id: string;
  /** Part of the dataset, as in `val`; empty where it has none. */
  readonly split: string;
  /** The picture's file; null where only its truth is there. */
  readonly path: string | null;
  /** Files of its truth; the reader knows their roles. */
  readonly truth: readonly string[];
}

/** A true object. */
export interface TruthObject {
  readonly name: string;
  /** Category id where the dataset numbers its classes. */
  readonly categoryId: number;
  readonly rle: Rle;
  readonly crowd: boolean;
  /** The dataset's own area where it gives one (COCO's size groups use it), else the number of pixels. */
  readonly area: number;
}

/** Everything true about one picture. */
export interface PictureTruth {
  readonly size: Size;
  readonly objects: readonly TruthObject[];
  /** Label map in the dataset's stored values, where it has one. */
  readonly labels: LabelMap | null;
  /** Boundary maps, one an annotator. */
  readonly boundaries: readonly Mask[];
}

/** A count for the screen. */
export interface DatasetFact {
  readonly label: string;
  readonly value: string;
}

/** An opened dataset. Nothing but names is held; JSON datasets hold their annotations. */
export interface Dataset {
  readonly kind: DatasetKind;
  /** The dataset's name with the layout that was recognised. */
  readonly title: string;
  /** Sorted by id. */
  readonly pictures: readonly DatasetPicture[];
  readonly facts: readonly DatasetFact[];
  readonly problems: ProblemList;
  /** Where its objects come from, in words for the record of a run. */
  readonly objectWords: string;
  /** Id of the label convention its label maps follow; null where it has none. */
  readonly labelSet: string | null;
  /** The annotation file, where the dataset is one. */
  readonly annotations: CocoDataset | null;
  /** All annotation files, where there are several and one of them was read. */
  readonly annotationFiles: readonly string[];
  /** @throws DatasetFileError naming file and field */
  truth(picture: DatasetPicture): Promise<PictureTruth>;
}

/** What readers need from outside. */
export interface ReaderTools {
  readonly inflate: Inflate;
  /** Bytes as UTF-8 text. */
  readonly text: (bytes: Uint8Array) => string;
}

/** What the person chose. */
export interface OpenOptions {
  /** The annotation file to be read, where there are several. */
  readonly annotations?: string | undefined;
}

/** One layout. */
export interface DatasetReader {
  readonly kind: DatasetKind;
  readonly name: string;
  /** What must be there, in words. */
  readonly needs: string;
  /** How surely the tree has this layout: 0 not at all, 1 beyond doubt. */
  match(tree: FileTree, paths: readonly string[], tools: ReaderTools, options: OpenOptions): number | Promise<number>;
  open(tree: FileTree, paths: readonly string[], tools: ReaderTools, options: OpenOptions): Promise<Dataset>;
}

/** Picture counts by split, as facts. */
export function splitFacts(pictures: readonly DatasetPicture[]): DatasetFact[] {
  const counts = new Map<string, number>();
  for (const { split } of pictures) counts.set(split, (counts.get(split) ?? 0) + 1);
  if (counts.size < 2) return [];
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([split, n]) => ({ label: split || 'no split', value: `${n}` }));
}
