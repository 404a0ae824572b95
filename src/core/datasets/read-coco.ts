/** COCO and LVIS: pictures and one JSON file of annotations. */
import { ProblemList } from '../coco/data-problem.ts';
import { type CocoDataset, parseCocoDataset } from '../coco/dataset.ts';
import { isJsonObject } from '../coco/json-fields.ts';
import { isPanopticFile } from '../coco/panoptic-file.ts';
import { parseJsonText } from '../coco/parse-json.ts';
import { rleArea } from '../coco/rle.ts';
import { segmentationToRle } from '../coco/segmentation.ts';
import type { Dataset, DatasetKind, DatasetPicture, DatasetReader, ReaderTools, TruthObject } from './dataset.ts';
import { baseName, DatasetFileError, endingOf, type FileTree, isPicture, readWith } from './file-tree.ts';
import { PathIndex, splitOfName, splitOfPath, withoutSharing } from './match-path.ts';

/** Likely annotation files first: instances before anything else, the validation split before the training split. */
const RANK_OF_OTHERS = 4;

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
  /** Other files that may hold annotations, by their names. */
  readonly others: readonly string[];
  /** Files that are no JSON. */
  readonly faults: readonly DatasetFileError[];
}

/** Both readers ask the same tree; the answer is kept until it is opened. */
const searches = new WeakMap<FileTree, Promise<Search>>();

function findAnnotations(
  tree: FileTree,
  paths: readonly string[],
  tools: ReaderTools,
  wanted: string | undefined,
): Promise<Search> {
  let search = searches.get(tree);
  if (!search) {
    search = searchAnnotations(tree, paths, tools, wanted);
    searches.set(tree, search);
  }
  return search;
}

/** The wanted file, or the first in the order of likelihood, with the faults of files that could not be read. */
async function searchAnnotations(
  tree: FileTree,
  paths: readonly string[],
  tools: ReaderTools,
  wanted: string | undefined,
): Promise<Search> {
  const likely = paths.filter((p) => endingOf(p) === '.json').sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  if (wanted !== undefined && !likely.includes(wanted)) throw new DatasetFileError(wanted, `is not in ${tree.name}`);
  const candidates = wanted === undefined ? likely.slice(0, 12) : [wanted];
  const faults: DatasetFileError[] = [];
  for (const path of candidates) {
    try {
      const json = await readWith(tree, path, (bytes) => parseJsonText(tools.text(bytes)));
      const others = likely.filter((other) => other !== path && rank(other) < RANK_OF_OTHERS);
      if (isAnnotations(json)) return { found: { path, json }, others, faults };
      if (isPanopticFile(json))
        faults.push(
          new DatasetFileError(path, 'is a COCO panoptic file: score it under "Panoptic quality", with its PNGs'),
        );
      else if (wanted !== undefined)
        faults.push(new DatasetFileError(path, 'holds no images, annotations and categories'));
    } catch (error) {
      if (error instanceof DatasetFileError) faults.push(error);
    }
  }
  return { found: null, others: [], faults };
}

/** Why annotations that are no masks cannot be used; null when some are. */
function withoutMasks({ json, path }: Found): DatasetFileError | null {
  if (!isJsonObject(json) || !Array.isArray(json.annotations) || json.annotations.length === 0) return null;
  const hasMask = json.annotations.some(
    (a: unknown) =>
      isJsonObject(a) && a.segmentation !== undefined && a.segmentation !== null && !isEmptyList(a.segmentation),
  );
  if (hasMask) return null;
  const what = json.annotations.some((a: unknown) => isJsonObject(a) && Array.isArray(a.keypoints))
    ? 'keypoints'
    : 'boxes';
  return new DatasetFileError(
    path,
    `holds ${what} and no masks, so it cannot be used here; results of a detector are scored against its boxes with "coco --type bbox" or under "Score a results file"`,
  );
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

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

interface Placed {
  readonly pictures: DatasetPicture[];
  /** Entries whose picture could not be told from others. */
  readonly unclear: readonly { readonly name: string; readonly paths: readonly string[] }[];
  /** Names of pictures that are not there. */
  readonly missing: readonly string[];
}

/** Gives every entry of the file its picture: by path, then split, then base name if unique. */
function placePictures(coco: CocoDataset, found: Found, paths: readonly string[], split: string): Placed {
  const index = new PathIndex(paths.filter(isPicture));
  const matches = withoutSharing(
    coco.images.map(({ id, fileName }) => {
      const match = index.find(fileName, split === '' ? null : split);
      // LVIS names no files or COCO 2014's: its pictures are those of COCO 2017, named by their id in twelve digits
      return match.kind === 'none' ? index.find(`${`${id}`.padStart(12, '0')}.jpg`, null) : match;
    }),
  );
  const unclear = matches.flatMap((match, i) =>
    match.kind === 'ambiguous' ? [{ name: coco.images[i]?.fileName ?? '', paths: match.paths }] : [],
  );
  const pictures = coco.images.map(({ id }, i): DatasetPicture => {
    const match = matches[i];
    const path = match?.kind === 'found' ? match.path : null;
    return { id: coco.imageIds.nameOf(id), split, path, truth: [found.path] };
  });
  const missing = coco.images.flatMap(({ fileName }, i) => (matches[i]?.kind === 'none' ? [fileName] : []));
  return { pictures, unclear, missing };
}

function open(
  kind: DatasetKind,
  tree: FileTree,
  paths: readonly string[],
  found: Found,
  { others, faults }: Search,
): Dataset {
  const coco = parseCocoDataset(found.json, found.path);
  const problems = new ProblemList(found.path);
  for (const { file, path, message } of coco.problems) problems.addTo(file, path, message);
  problems.count = coco.problemCount;
  for (const { file, message } of faults) problems.addTo(file, '', message);
  const split = splitOfName(baseName(found.path)) ?? splitOfPath(found.path) ?? '';
  const { pictures, unclear, missing } = placePictures(coco, found, paths, split);
  const present = pictures.filter((p) => p.path !== null).length;
  for (const { name, paths: places } of unclear.slice(0, 20)) {
    const may =
      places.length > 1 ? `may be ${places.slice(0, 3).join(' or ')}` : `shares ${places[0]} with another entry`;
    problems.addTo(found.path, 'images', `${name} ${may}; it is left out of runs`);
  }
  if (missing.length > 0 && paths.some(isPicture)) {
    const count = `${missing.length} of ${pictures.length} pictures are not in ${tree.name}`;
    problems.addTo(found.path, 'images', `${count}, the first is ${missing[0]}; they are left out of runs`);
  }
  const crowds = [...coco.truths.values()].flat().filter((t) => t.crowd).length;
  return {
    kind,
    title: kind === 'lvis' ? 'LVIS' : 'COCO',
    pictures,
    problems,
    labelSet: null,
    annotations: coco,
    annotationFiles: others.length > 0 ? [found.path, ...others].sort() : [],
    objectWords: 'Objects are the file’s annotations; crowds are left out of runs.',
    facts: [
      { label: 'annotation file', value: found.path },
      ...(others.length > 0 ? [{ label: 'not read', value: others.join(', ') }] : []),
      { label: 'pictures listed', value: `${pictures.length}` },
      { label: 'pictures there', value: `${present}` },
      { label: 'annotations', value: `${coco.truthCount}` },
      { label: 'of them crowds', value: `${crowds}` },
      { label: 'categories', value: `${coco.categories.length}` },
    ],
    truth: async (picture) => {
      const image = coco.imageById.get(coco.imageIds.numberOf(picture.id) ?? -1);
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
    async match(tree, paths, tools, options) {
      const { found, faults } = await findAnnotations(tree, paths, tools, options.annotations);
      // a folder with nothing but a broken annotation file is still best explained here
      if (!found) return kind === 'coco' && faults.length > 0 ? 0.2 : 0;
      return isLvis(found.json) === (kind === 'lvis') ? 0.95 : 0;
    },
    async open(tree, paths, tools, options) {
      const search = await findAnnotations(tree, paths, tools, options.annotations);
      searches.delete(tree);
      const { found, faults } = search;
      const useless = found && withoutMasks(found);
      if (useless) throw useless;
      if (found) return open(kind, tree, paths, found, search);
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
