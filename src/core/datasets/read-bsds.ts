/** BSDS500: photos, and for each the boundaries that several people drew. */
import { ProblemList } from '../coco/data-problem.ts';
import { rleArea } from '../coco/rle.ts';
import { type BsdsAnnotation, bsdsTruth } from '../mat/bsds-truth.ts';
import { readMat } from '../mat/read-mat.ts';
import { type DatasetReader, type ReaderTools, splitFacts, type TruthObject } from './dataset.ts';
import { endingOf, type FileTree, readWith } from './file-tree.ts';
import { objectsByValue } from './label-objects.ts';
import { below, keyed, pairUp } from './pairs.ts';

const truthRule = below('groundTruth', ['.mat']);

/** The people's drawings of one picture. @throws DatasetFileError */
export function readBsdsDrawings(tree: FileTree, path: string, tools: ReaderTools): Promise<BsdsAnnotation[]> {
  return readWith(tree, path, (bytes) => bsdsTruth(readMat(bytes, tools.inflate)));
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
