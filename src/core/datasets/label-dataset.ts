/** Datasets whose truth is a label map a picture. */
import type { ProblemList } from '../coco/data-problem.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import type { LabelSet } from '../metrics/label-sets/label-set.ts';
import {
  type Dataset,
  type DatasetFact,
  type DatasetKind,
  type DatasetPicture,
  type ReaderTools,
  splitFacts,
  type TruthObject,
} from './dataset.ts';
import { DatasetFileError, type FileTree } from './file-tree.ts';
import { namesOf, objectsByRegion, readChecked, readLabels } from './label-objects.ts';

interface LabelDatasetParts {
  readonly kind: DatasetKind;
  readonly title: string;
  readonly pictures: readonly DatasetPicture[];
  readonly problems: ProblemList;
  readonly set: LabelSet;
  /** The objects of an instance map, where the layout has one: the second truth file of a picture. */
  readonly instances?: (map: LabelMap, labels: LabelMap) => readonly TruthObject[];
  /** Turns what the first truth file of a picture holds into labels, where it holds something else. */
  readonly toLabels?: (map: LabelMap) => LabelMap;
  /** The classes that count as objects; all by default. */
  readonly isObject?: (categoryId: number) => boolean;
  readonly facts?: readonly DatasetFact[];
}

const REGION_WORDS = 'Each connected region of a class that covers at least 0.1 % of its picture counts as one object.';
const INSTANCE_WORDS = 'Objects are the instances of the dataset’s own instance maps.';

/** @returns a dataset that reads one label map at a time */
export function labelDataset(tree: FileTree, tools: ReaderTools, parts: LabelDatasetParts): Dataset {
  const { kind, title, pictures, problems, set } = parts;
  const complete = pictures.filter((p) => p.path !== null).length;
  const readLabelFile = (file: string): Promise<LabelMap> =>
    parts.toLabels ? readLabels(tree, file, tools.inflate) : readChecked(tree, file, set, tools.inflate);
  const objectsOf = async (picture: DatasetPicture, labels: LabelMap): Promise<readonly TruthObject[]> => {
    const [, instanceFile] = picture.truth;
    if (parts.instances && instanceFile !== undefined) {
      const map = await readLabels(tree, instanceFile, tools.inflate, set);
      if (map.width !== labels.width || map.height !== labels.height) {
        throw new DatasetFileError(
          instanceFile,
          `is ${map.width} x ${map.height} pixels, the label map ${labels.width} x ${labels.height}`,
        );
      }
      return parts.instances(map, labels);
    }
    const objects = objectsByRegion(labels, namesOf(set));
    return parts.isObject ? objects.filter((o) => parts.isObject?.(o.categoryId)) : objects;
  };
  return {
    kind,
    title,
    pictures,
    problems,
    labelSet: set.id,
    annotations: null,
    annotationFiles: [],
    objectWords: parts.instances ? INSTANCE_WORDS : REGION_WORDS,
    facts: [
      { label: 'label maps', value: `${pictures.length}` },
      { label: 'with their picture', value: `${complete}` },
      { label: 'classes', value: `${set.classes.length}` },
      ...splitFacts(pictures),
      ...(parts.facts ?? []),
    ],
    async truth(picture) {
      const [file = ''] = picture.truth;
      const read = await readLabelFile(file);
      const labels = parts.toLabels?.(read) ?? read;
      const size = { width: labels.width, height: labels.height };
      return { size, labels, boundaries: [], objects: await objectsOf(picture, labels) };
    },
  };
}
