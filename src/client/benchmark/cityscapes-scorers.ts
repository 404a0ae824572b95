/** Cityscapes' two scores: classes pixel by pixel, and instances. */
import type { DatasetPicture, ReaderTools } from '../../core/datasets/dataset.ts';
import type { FileTree } from '../../core/datasets/file-tree.ts';
import { readInstancePredictions } from '../../core/datasets/instance-predictions.ts';
import { readLabels } from '../../core/datasets/label-objects.ts';
import type { LabelMap } from '../../core/image/png-pixels.ts';
import { CityscapesInstanceAp } from '../../core/metrics/cityscapes-instance.ts';
import { CityscapesPixels } from '../../core/metrics/cityscapes-pixels.ts';
import { cityscapesFigures, figure, instancesFigures } from '../../core/metrics/metric-figures.ts';
import { at, type PredictionScorer, plainFigures } from './scorer.ts';

export const cityscapesPixels: PredictionScorer = {
  id: 'cityscapes',
  name: 'Classes',
  format: 'PNGs with label ids, named CITY_SEQUENCE_FRAME…',
  fits: (dataset) => dataset.labelSet === 'cityscapes',
  async open({ dataset, truth, pred, files, tools }) {
    const metric = new CityscapesPixels();
    return {
      metric: 'Cityscapes',
      rule: 'IoU and instance-weighted iIoU over 19 classes and 7 categories, void left out, as cityscapesScripts compute them.',
      async add(picture) {
        const file = files.find(picture);
        const prediction = await readLabels(pred, file, tools.inflate);
        const { labels: map } = await dataset.truth(picture);
        const instances = await readInstances(truth, picture, tools);
        if (map) at(file, () => metric.add({ truth: map, prediction, instances }));
      },
      figures() {
        const { classScores } = metric.result();
        const classes = Object.entries(classScores).map(([name, value]) => ({ name, value: figure(value) }));
        return plainFigures(cityscapesFigures(metric).stats, classes);
      },
    };
  },
};

/** The instance map of a picture, where there is one; it may be its only map. */
export const instanceFile = ({ truth: [first, second] }: DatasetPicture): string | null =>
  second ?? (first?.endsWith('_instanceIds.png') ? first : null);

async function readInstances(truth: FileTree, picture: DatasetPicture, tools: ReaderTools): Promise<LabelMap | null> {
  const file = instanceFile(picture);
  return file === null ? null : readLabels(truth, file, tools.inflate);
}

export const cityscapesInstances: PredictionScorer = {
  id: 'cityscapes-instance',
  name: 'Instances',
  format: 'text files CITY_SEQUENCE_FRAME….txt, a line an instance: mask.png labelId confidence',
  endings: ['.txt'],
  fits: (dataset) => dataset.kind === 'cityscapes' && dataset.pictures.some((p) => instanceFile(p) !== null),
  async open({ truth, pred, files, tools }) {
    const metric = new CityscapesInstanceAp();
    return {
      metric: 'Cityscapes instances',
      rule: 'Average precision over overlaps .50 to .95 and at .50, mean over 8 classes, as cityscapesScripts compute it.',
      async add(picture) {
        const file = instanceFile(picture) ?? '';
        const list = files.find(picture);
        const map = await readLabels(truth, file, tools.inflate);
        const predictions = await readInstancePredictions(pred, list, tools);
        at(list, () => metric.add({ name: picture.id, truth: map, predictions }));
      },
      figures() {
        const { classes } = metric.result();
        const rows = Object.entries(classes).map(([name, { ap }]) => ({ name, value: figure(ap) }));
        return plainFigures(instancesFigures(metric).stats, rows);
      },
    };
  },
};
