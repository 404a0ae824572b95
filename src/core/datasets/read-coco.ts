/** COCO and LVIS: pictures and one JSON file of annotations. */
import { ProblemList } from '../coco/data-problem.ts';
import { type CocoDataset, parseCocoDataset } from '../coco/dataset.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import { parseJsonText } from '../coco/parse-json.ts';
import { rleArea } from '../coco/rle.ts';
import { segmentationToRle } from '../coco/segmentation.ts';
import type { Dataset, DatasetKind, DatasetPicture, DatasetReader, ReaderTools, TruthObject } from './dataset.ts';
import { baseName, DatasetFileError, endingOf, type FileTree, isPicture, readWith } from './file-tree.ts';

/** Likely annotation files first: instances before anything else, the validation split before the training split. */
function rank(path: string): number {
  const name = baseName(path).toLowerCase();
  if (/result|caption|keypoint|image_info|images_info/.test(name)) return 9;
  const kind = /instances|lvis/.test(name) ? 0 : /detection/.test(name) ? 1 : /panoptic|stuff/.test(name) ? 4 : 2;
  return kind + (name.includes('val') ? 0 : 0.5);
}

function isAnnotations(json: unknown): boolean {
  if (!isJsonObject(json) || !Array.isArray(json.images) || !Array.isArray(json.annotations)) return false;
  const [first] = json.annotations;
  return first === undefined || (isJsonObject(first) && ('segmentation' in first || 'bbox' in first));
}

function isLvis(json: unknown): boolean {
  if (!isJsonObject(json) || !Array.isArray(json.categories)) return false;
  const [first] = json.categories;
  return isJsonObject(first) && 'frequency' in first;
}

interface Found {
  readonly path: string;
  readonly json: unknown;
}

interface Search {
  readonly found: Found | null;
  /** Files that are no JSON. */
  readonly faults: readonly DatasetFileError[];
}

/** Both readers ask the same tree; the answer is kept until it is opened. */
const searches = new WeakMap<FileTree, Promise<Search>>();

function findAnnotations(tree: FileTree, paths: readonly string[], tools: ReaderTools): Promise<Search> {
  let search = searches.get(tree);
  if (!search) {
    search = searchAnnotations(tree, paths, tools);
    searches.set(tree, search);
  }
  return search;
}

/** The first annotation file in the order of likelihood, with the faults of files that could not be read. */
async function searchAnnotations(tree: FileTree, paths: readonly string[], tools: ReaderTools): Promise<Search> {
  const candidates = paths.filter((p) => endingOf(p) === '.json').sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const faults: DatasetFileError[] = [];
  for (const path of candidates.slice(0, 12)) {
    try {
      const json = await readWith(tree, path, (bytes) => parseJsonText(tools.text(bytes)));
      if (isAnnotations(json)) return { found: { path, json }, faults };
    } catch (error) {
      if (error instanceof DatasetFileError) faults.push(error);
    }
  }
  return { found: null, faults };
}

function objectsOf(coco: CocoDataset, picture: number): TruthObject[] {
  const image = coco.imageById.get(picture);
  if (!image) return [];
  const names = new Map(coco.categories.map((c) => [c.id, c.name]));
  return (coco.truths.get(picture) ?? []).flatMap((truth) => {
    if (!truth.segmentation) return [];
    const rle = segmentationToRle(truth.segmentation, image);
    if (rleArea(rle) === 0) return [];
    const { categoryId, crowd, area } = truth;
    return [{ name: names.get(categoryId) ?? `${categoryId}`, categoryId, rle, crowd, area }];
  });
}

function open(
  kind: DatasetKind,
  tree: FileTree,
  paths: readonly string[],
  found: Found,
  faults: readonly DatasetFileError[],
): Dataset {
  const coco = parseCocoDataset(found.json, found.path);
  const problems = new ProblemList(found.path);
  for (const { file, path, message } of coco.problems) problems.addTo(file, path, message);
  problems.count = coco.problemCount;
  for (const { file, message } of faults) problems.addTo(file, '', message);
  const byName = new Map(paths.filter(isPicture).map((path) => [baseName(path), path]));
  // LVIS names no files or COCO 2014's: its pictures are those of COCO 2017, named by their id in twelve digits
  const pathOf = (fileName: string, id: number): string | null =>
    byName.get(baseName(fileName)) ?? byName.get(`${`${id}`.padStart(12, '0')}.jpg`) ?? null;
  const pictures: DatasetPicture[] = coco.images.map(({ id, fileName }) => ({
    id: `${id}`,
    split: '',
    path: pathOf(fileName, id),
    truth: [found.path],
  }));
  const present = pictures.filter((p) => p.path !== null).length;
  if (byName.size > 0 && present < pictures.length) {
    const missing = coco.images.find((image) => pathOf(image.fileName, image.id) === null);
    problems.addTo(
      found.path,
      'images',
      `${pictures.length - present} of ${pictures.length} pictures are not in ${tree.name}, the first is ${missing?.fileName}; they are left out of runs`,
    );
  }
  const crowds = [...coco.truths.values()].flat().filter((t) => t.crowd).length;
  return {
    kind,
    title: kind === 'lvis' ? 'LVIS' : 'COCO',
    pictures,
    problems,
    labelSet: null,
    annotations: coco,
    objectWords: 'Objects are the file’s annotations; crowds are left out of runs.',
    facts: [
      { label: 'annotation file', value: baseName(found.path) },
      { label: 'pictures listed', value: `${pictures.length}` },
      { label: 'pictures there', value: `${present}` },
      { label: 'annotations', value: `${coco.truthCount}` },
      { label: 'of them crowds', value: `${crowds}` },
      { label: 'categories', value: `${coco.categories.length}` },
    ],
    truth: async (picture) => {
      const image = coco.imageById.get(Number(picture.id));
      if (!image) throw new DatasetFileError(found.path, `images: no picture has the id ${picture.id}`);
      const size = { width: image.width, height: image.height };
      return { size, labels: null, boundaries: [], objects: objectsOf(coco, image.id) };
    },
  };
}

function reader(kind: 'coco' | 'lvis', name: string, needs: string): DatasetReader {
  return {
    kind,
    name,
    needs,
    async match(tree, paths, tools) {
      const { found, faults } = await findAnnotations(tree, paths, tools);
      // a folder with nothing but a broken annotation file is still best explained here
      if (!found) return kind === 'coco' && faults.length > 0 ? 0.2 : 0;
      return isLvis(found.json) === (kind === 'lvis') ? 0.95 : 0;
    },
    async open(tree, paths, tools) {
      const { found, faults } = await findAnnotations(tree, paths, tools);
      searches.delete(tree);
      if (found) return open(kind, tree, paths, found, faults);
      const [first] = faults;
      throw first ?? new DatasetFileError(tree.name, 'holds no JSON file with images, annotations and categories');
    },
  };
}

export const cocoReader: DatasetReader = reader(
  'coco',
  'COCO',
  'annotations/instances_SPLIT.json and the pictures that it names, in any folder',
);
export const lvisReader: DatasetReader = reader(
  'lvis',
  'LVIS',
  'lvis_v1_SPLIT.json and the COCO pictures, in any folder',
);
