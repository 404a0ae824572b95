/** Cityscapes and BRAVO: street scenes with Cityscapes' classes. */
import { ProblemList } from '../coco/data-problem.ts';
import type { LabelMap } from '../image/png-pixels.ts';
import { bravoSubsetOf, bravoSubsets } from '../metrics/bravo.ts';
import { cityscapesIds, cityscapesLabels, cityscapesTrainIdLabels } from '../metrics/label-sets/cityscapes.ts';
import { bravoTruths, isBravoPrediction, isBravoTruth } from './bravo-files.ts';
import type { DatasetReader, TruthObject } from './dataset.ts';
import { DatasetFileError, isPicture } from './file-tree.ts';
import { labelDataset } from './label-dataset.ts';
import { objectsByValue } from './label-objects.ts';
import { keyed, pairUp } from './pairs.ts';

/** `…/SPLIT/CITY/CITY_SEQUENCE_FRAME_ending`. */
function cityscapesKey(ending: RegExp): (path: string) => { key: string; split: string } | null {
  return (path) => {
    const found = ending.exec(path);
    if (!found) return null;
    const parts = path.slice(0, found.index).split('/');
    const key = parts.at(-1) ?? '';
    const split = parts.length > 2 ? (parts.at(-3) ?? '') : '';
    return { key, split };
  };
}

const LABEL_IDS = /_gt(Fine|Coarse)_labelIds\.png$/;
const INSTANCE_IDS = /_gt(Fine|Coarse)_instanceIds\.png$/;
const TRAIN_IDS = /_gt(Fine|Coarse)_labelTrainIds\.png$/;
const COLOURS = /_gt(Fine|Coarse)_color\.png$/;

/** `label * 1000 + number` for objects with instances, the label itself for all else. Source: cityscapesScripts `json2instanceImg.py`. */
const labelsOfInstances = ({ width, height, data }: LabelMap): LabelMap => ({
  width,
  height,
  data: Uint8Array.from(data, (value) => (value >= 1000 ? Math.floor(value / 1000) : value)),
});

const cityscapesObjects = (map: LabelMap): readonly TruthObject[] =>
  objectsByValue(map, (value) => {
    const label = value >= 1000 ? cityscapesIds[Math.floor(value / 1000)] : undefined;
    return label?.hasInstances && !label.ignored ? { name: label.name, categoryId: label.id } : null;
  });

export const cityscapesReader: DatasetReader = {
  kind: 'cityscapes',
  name: 'Cityscapes',
  needs: 'gtFine/SPLIT/CITY/…_gtFine_labelIds.png and leftImg8bit/SPLIT/CITY/…_leftImg8bit.png',
  match: (_tree, paths) =>
    paths.some((path) => [LABEL_IDS, INSTANCE_IDS, TRAIN_IDS, COLOURS].some((name) => name.test(path))) ? 1 : 0,
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    // the first kind of map that is there is the truth
    const source = [LABEL_IDS, INSTANCE_IDS, TRAIN_IDS].find((name) => paths.some((path) => name.test(path)));
    if (!source)
      throw new DatasetFileError(
        tree.name,
        'holds Cityscapes’ coloured maps (…_color.png) only; their label maps (…_labelIds.png) are needed',
      );
    const instances = new Map(keyed(paths, cityscapesKey(INSTANCE_IDS)).map(({ key, path }) => [key, path]));
    const truths = keyed(paths, cityscapesKey(source)).map((truth) => {
      const more = instances.get(truth.key);
      if (more === undefined)
        problems.addTo(truth.path, '', 'has no …_instanceIds.png beside it; its objects are connected regions');
      return { ...truth, more: more === undefined ? [] : [more] };
    });
    const pictures = pairUp(keyed(paths, cityscapesKey(/_leftImg8bit\.(png|jpg)$/)), truths, problems);
    const trainIds = source === TRAIN_IDS;
    return labelDataset(tree, tools, {
      kind: 'cityscapes',
      title: 'Cityscapes',
      pictures,
      problems,
      set: trainIds ? cityscapesTrainIdLabels : cityscapesLabels,
      ...(source === INSTANCE_IDS ? { toLabels: labelsOfInstances } : {}),
      ...(instances.size > 0 ? { instances: cityscapesObjects } : {}),
      facts: [
        { label: 'instance maps', value: `${instances.size}` },
        ...(source === LABEL_IDS
          ? []
          : [{ label: 'labels from', value: trainIds ? '…_labelTrainIds.png' : '…_instanceIds.png' }]),
      ],
    });
  },
};

export const bravoReader: DatasetReader = {
  kind: 'bravo',
  name: 'BRAVO',
  needs:
    'folders bravo_ACDC/fog … bravo_SMIYC with NAME_gt_labelTrainIds.png and NAME_gt_invIds.png, or NAME_gt.png and NAME_invalid.png (the truth of the challenge itself is kept by its server)',
  match: (_tree, paths) => (bravoTruths(paths).length > 0 ? 1 : 0),
  async open(tree, paths, tools) {
    const problems = new ProblemList('');
    const rule = (ending: RegExp) => (path: string) => {
      const found = ending.exec(path);
      const split = bravoSubsetOf(path);
      if (!found || split === null) return null;
      const stem = path.slice(0, found.index);
      return { key: stem.slice(stem.lastIndexOf('bravo_')), split };
    };
    const truths = bravoTruths(paths).flatMap(({ key, subset, labels, invalid }) => {
      if (invalid !== null) return [{ path: labels, key, split: subset, more: [invalid] }];
      problems.addTo(labels, '', 'has no map of its invalid pixels beside it; it is left out');
      return [];
    });
    const plain = paths.filter((path) => isPicture(path) && !isBravoTruth(path) && !isBravoPrediction(path));
    if (truths.length === 0) {
      const seen = plain.length > 0 ? `${plain.length} pictures are there, but no` : 'there is no';
      problems.addTo(
        tree.name,
        '',
        `${seen} label map below a folder bravo_…; BRAVO’s own truth is kept by its server`,
      );
    }
    const pictures = pairUp(
      keyed(plain, rule(/(_rgb_anon|_rgb|_leftImg8bit)?\.(png|jpe?g)$/)),
      truths,
      new ProblemList(''),
    );
    const subsets = bravoSubsets.filter((s) => pictures.some((p) => p.split === s));
    return labelDataset(tree, tools, {
      kind: 'bravo',
      title: 'BRAVO',
      pictures,
      problems,
      set: cityscapesTrainIdLabels,
      facts: [{ label: 'subsets', value: `${subsets.length} of ${bravoSubsets.length}` }],
    });
  },
};
