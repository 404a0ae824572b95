/** BSDS500: photos, and for each the boundaries that several people drew. */
import { ProblemList } from '../coco/data-problem.ts';
import { rleArea } from '../coco/rle.ts';
import { type BsdsAnnotation, bsdsTruth, rowMajor } from '../mat/bsds-truth.ts';
import { type MatValue, readMat } from '../mat/read-mat.ts';
import type { BoundarySample } from '../metrics/bsds-boundary.ts';
import { type DatasetReader, type ReaderTools, splitFacts, type TruthObject } from './dataset.ts';
import { endingOf, type FileTree, readWith } from './file-tree.ts';
import { objectsByValue, readLabels } from './label-objects.ts';
import { below, keyed, pairUp } from './pairs.ts';

const truthRule = below('groundTruth', ['.mat']);

/** The people's drawings of one picture. @throws DatasetFileError */
export function readBsdsDrawings(tree: FileTree, path: string, tools: ReaderTools): Promise<BsdsAnnotation[]> {
  return readWith(tree, path, (bytes) => bsdsTruth(readMat(bytes, tools.inflate)));
}

/**
 * Strength 0..1 of a predicted boundary map: a grey PNG (white = 1), or a MAT file that holds one matrix of 0..1, as the
 * benchmark's own programs write and read them (`ucm`, `ucm2` or any other name).
 * @throws DatasetFileError
 */
export async function readBoundaryStrength(
  tree: FileTree,
  path: string,
  tools: ReaderTools,
): Promise<BoundarySample['strength']> {
  if (endingOf(path) === '.mat') return readWith(tree, path, (bytes) => matStrength(readMat(bytes, tools.inflate)));
  const { width, height, data } = await readLabels(tree, path, tools.inflate);
  const top = data instanceof Uint16Array ? 65_535 : 255;
  return { width, height, data: Float64Array.from(data, (v) => v / top) };
}

function matStrength(variables: ReadonlyMap<string, MatValue>): BoundarySample['strength'] {
  const matrices = [...variables].filter(([, value]) => value.kind === 'numeric' && value.data.length > 1);
  const [found] = matrices;
  if (!found || matrices.length > 1) {
    const names = matrices.map(([name]) => name).join(', ');
    throw new Error(`holds ${matrices.length} matrices${names && ` (${names})`}, where one boundary map is expected`);
  }
  const map = rowMajor(found[1], found[0]);
  const wrong = map.data.findIndex((v) => !(v >= 0 && v <= 1));
  if (wrong >= 0) throw new Error(`${found[0]} holds ${map.data[wrong]}, where strengths of 0..1 are expected`);
  return map;
}

/** The regions of the first person's drawing; a region below 0.1 % of the picture is left out. */
function regions(first: BsdsAnnotation | undefined): TruthObject[] {
  if (!first) return [];
  const least = 0.001 * first.segmentation.data.length;
  return objectsByValue(first.segmentation, (value) => ({ name: `region ${value}`, categoryId: 1 })).filter(
    ({ rle }) => rleArea(rle) >= least,
  );
}

export const bsdsReader: DatasetReader = {
  kind: 'bsds500',
  name: 'BSDS500',
  needs: 'images/SPLIT/NAME.jpg and groundTruth/SPLIT/NAME.mat',
  match: (_tree, paths) => (paths.some((path) => truthRule(path) !== null) ? 1 : 0),
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const photos = keyed(paths, below('images', ['.jpg', '.jpeg', '.png']));
    const pictures = pairUp(photos, keyed(paths, truthRule), problems);
    return {
      kind: 'bsds500',
      title: 'BSDS500',
      pictures,
      problems,
      labelSet: null,
      annotations: null,
      annotationFiles: [],
      objectWords: 'Objects are the regions of the first person’s drawing that cover at least 0.1 % of the picture.',
      facts: [
        { label: 'truth files', value: `${pictures.length}` },
        { label: 'with their picture', value: `${pictures.filter((p) => p.path !== null).length}` },
        { label: 'other .mat files', value: `${paths.filter((p) => endingOf(p) === '.mat').length - pictures.length}` },
        ...splitFacts(pictures),
      ],
      async truth(picture) {
        const drawings = await readBsdsDrawings(tree, picture.truth[0] ?? '', tools);
        const boundaries = drawings.map((d) => d.boundaries);
        const { width = 0, height = 0 } = boundaries[0] ?? {};
        return { size: { width, height }, labels: null, boundaries, objects: regions(drawings[0]) };
      },
    };
  },
};
