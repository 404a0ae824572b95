/** COCO panoptic: one JSON file of segments, and a PNG of segment ids a picture. */
import { ProblemList } from '../coco/data-problem.ts';
import { isPanopticFile, panopticMap, parsePanopticFile } from '../coco/panoptic-file.ts';
import { parseJsonText } from '../coco/parse-json.ts';
import { encodeRle, rleArea } from '../coco/rle.ts';
import { decodePng } from '../image/png.ts';
import type { DatasetPicture, DatasetReader, ReaderTools, TruthObject } from './dataset.ts';
import { baseName, DatasetFileError, endingOf, type FileTree, isPicture, readWith, stemOf } from './file-tree.ts';
import { PathIndex, splitOfName } from './match-path.ts';

/** The first JSON file that lists segments, those whose names say so first; null of none. */
export async function findPanopticFile(
  tree: FileTree,
  paths: readonly string[],
  tools: ReaderTools,
): Promise<{ readonly path: string; readonly json: unknown } | null> {
  const rank = (path: string): number => (/panoptic/i.test(baseName(path)) ? 0 : 2) + (/val/i.test(path) ? 0 : 1);
  const candidates = paths.filter((p) => endingOf(p) === '.json').sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const path of candidates.slice(0, 6)) {
    const json = await readWith(tree, path, (bytes) => parseJsonText(tools.text(bytes))).catch(() => null);
    if (isPanopticFile(json)) return { path, json };
  }
  return null;
}

export const panopticReader: DatasetReader = {
  kind: 'panoptic',
  name: 'COCO panoptic',
  needs: 'panoptic_SPLIT.json with segments_info, its PNGs and the pictures, in any folders',
  async match(tree, paths, tools) {
    if (!paths.some((path) => endingOf(path) === '.json')) return 0;
    return (await findPanopticFile(tree, paths, tools)) ? 0.6 : 0;
  },
  async open(tree, paths, tools) {
    const found = await findPanopticFile(tree, paths, tools);
    if (!found) throw new DatasetFileError(tree.name, 'holds no JSON file with segments_info');
    const problems = new ProblemList(found.path);
    const file = parsePanopticFile(found.json, problems, null);
    const split = splitOfName(baseName(found.path)) ?? '';
    const maps = new PathIndex(paths.filter((p) => endingOf(p) === '.png'));
    const used = new Set(
      [...file.entries.values()]
        .map((e) => maps.find(e.file, split || null))
        .flatMap((m) => (m.kind === 'found' ? [m.path] : [])),
    );
    const photos = new Map(paths.filter((p) => isPicture(p) && !used.has(p)).map((p) => [stemOf(p), p]));
    const pictures = [...file.entries].flatMap(([id, entry]): DatasetPicture[] => {
      const map = maps.find(entry.file, split || null);
      const name = file.imageIds.nameOf(id);
      if (map.kind !== 'found') {
        problems.add(
          'annotations',
          `${entry.file} ${map.kind === 'none' ? 'is missing' : `may be ${map.paths.join(' or ')}`}; the picture is left out`,
        );
        return [];
      }
      return [{ id: name, split, path: photos.get(stemOf(entry.file)) ?? null, truth: [map.path, found.path] }];
    });
    return {
      kind: 'panoptic',
      title: 'COCO panoptic',
      pictures: pictures.sort((a, b) => (a.id < b.id ? -1 : 1)),
      problems,
      labelSet: null,
      annotations: null,
      annotationFiles: [],
      objectWords:
        'Objects are the segments of categories whose instances are told apart; crowds are left out of runs.',
      facts: [
        { label: 'annotation file', value: found.path },
        { label: 'panoptic maps', value: `${pictures.length}` },
        { label: 'with their picture', value: `${pictures.filter((p) => p.path !== null).length}` },
        { label: 'categories', value: `${file.classes.length}` },
      ],
      async truth(picture) {
        const entry = file.entries.get(file.imageIds.numberOf(picture.id) ?? -1);
        const [path = ''] = picture.truth;
        const { width, height, ids, segments } = await readWith(tree, path, (bytes) =>
          panopticMap(decodePng(bytes, tools.inflate), entry?.segments ?? []),
        );
        const things = new Set(file.classes.filter((c) => c.thing).map((c) => c.id));
        const objects = segments.flatMap((segment): TruthObject[] => {
          if (!things.has(segment.categoryId)) return [];
          const data = Uint8Array.from(ids, (id) => (id === segment.id ? 1 : 0));
          const rle = encodeRle({ width, height, data });
          const area = rleArea(rle);
          const name = file.classNames.get(segment.categoryId) ?? `${segment.categoryId}`;
          return area === 0 ? [] : [{ name, categoryId: segment.categoryId, rle, crowd: segment.crowd, area }];
        });
        return { size: { width, height }, labels: null, boundaries: [], objects };
      },
    };
  },
};
