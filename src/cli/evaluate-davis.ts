/** `davis`: the tracker of the app on sequences laid out as DAVIS lays them out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { zlibSync } from 'fflate';
import { ProblemList } from '../core/coco/data-problem.ts';
import type { DatasetPicture } from '../core/datasets/dataset.ts';
import { folderOf, sortedPaths, stemOf } from '../core/datasets/file-tree.ts';
import { readLabels } from '../core/datasets/label-objects.ts';
import { davisReader } from '../core/datasets/read-davis.ts';
import { boxOfSize } from '../core/geometry/box.ts';
import { encodePng } from '../core/image/png-encode.ts';
import type { LabelMap } from '../core/image/png-pixels.ts';
import { resizePixels } from '../core/image/resample.ts';
import { type LogitsPlane, sampleLogits } from '../core/mask/logits.ts';
import { type Mask, maskBounds, maskIou, maskOfLabel } from '../core/mask/mask.ts';
import { packMask } from '../core/mask/packed.ts';
import { DavisJf } from '../core/metrics/davis.ts';
import { davisFigures } from '../core/metrics/metric-figures.ts';
import { DOUBTFUL } from '../core/tasks/doubt.ts';
import { type FeatureField, featureTensor, fieldFrom } from '../core/tasks/feature-field.ts';
import { planeOfMask } from '../core/tasks/mask-plane.ts';
import { propagate, startTrack, type Track } from '../core/tasks/propagate.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { diskTree, readerTools } from './disk-tree.ts';
import { nodePredictor } from './image-predictor.ts';
import { loadNodeModel } from './load-model.ts';
import { choice, commonHelp, commonOptions, inShard, parseShard, required, wholeNumber } from './options.ts';
import { readPhoto } from './photo.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- davis --data DIR [--model default] [options]

Follows every object of every sequence with the tracker of the app, from its first frame to the last, and scores it as
davis2017-evaluation does: J&F, mean, recall and decay of J and F over objects; the first and the last frame do not count.
Also: frames a second, and how well doubt finds the frames with J below .5. Predictions alone are scored by "jf".

  --data DIR        JPEGImages/480p/SEQUENCE/NNNNN.jpg and Annotations/480p/SEQUENCE/NNNNN.png
  --start box       box: the model is asked with the box of the first frame's mask; mask: that mask itself (default box)
  --model NAME      default, an id in models/, or the path of a manifest
  --size N          longest side of the encoder's input
  --frames N        only the first N frames of each sequence
  --out DIR         write the predictions as SEQUENCE/NNNNN.png
${commonHelp.replace('parts of the pictures', 'parts of the sequences')}
`;

/** Longest side of the copies that colours are compared on, pixels; as in the app. */
const COLOUR_SIDE = 160;

type Start = 'box' | 'mask';

/** One frame as the model sees it. */
interface SeenFrame {
  readonly predictor: Awaited<ReturnType<typeof nodePredictor>>;
  readonly field: FeatureField;
  readonly colours: Pixels;
}

async function seen(model: FamilyModel, photo: Pixels): Promise<SeenFrame> {
  const predictor = await nodePredictor(model, photo);
  const name = featureTensor((await predictor.tensorNames()).map((t) => t.name));
  if (name === null) throw new InputError('the model keeps no feature map to compare places by');
  const scale = Math.min(1, COLOUR_SIDE / Math.max(photo.width, photo.height));
  const size = { width: Math.round(photo.width * scale), height: Math.round(photo.height * scale) };
  return {
    predictor,
    field: fieldFrom(await predictor.tensor(name)),
    colours: resizePixels(photo, boxOfSize(photo), size),
  };
}

async function startOf(frame: SeenFrame, truth: Mask, start: Start): Promise<Track | null> {
  const bounds = maskBounds(truth);
  if (!bounds) return null;
  let plane: LogitsPlane | undefined = planeOfMask(packMask(truth));
  if (start === 'box') {
    const { candidates, best } = await frame.predictor.predict([{ kind: 'box', box: bounds }]);
    plane = candidates[best]?.logits;
  }
  return plane ? startTrack(plane, frame.field, frame.colours) : null;
}

/** Labels of a frame: of the planes above 0 the greatest logit wins. */
function labelsOf(planes: readonly (LogitsPlane | null)[], size: { width: number; height: number }): LabelMap {
  const data = new Uint16Array(size.width * size.height);
  const greatest = new Float32Array(data.length);
  for (const [i, plane] of planes.entries()) {
    if (!plane) continue;
    const logits = sampleLogits(plane, boxOfSize(size));
    for (let at = 0; at < logits.length; at++) {
      const value = logits[at] ?? 0;
      if (value <= (greatest[at] ?? 0)) continue;
      greatest[at] = value;
      data[at] = i + 1;
    }
  }
  return { ...size, data };
}

/** Frames with doubt, by whether J is below .5: how far the flags can be trusted. */
class DoubtCount {
  bad = 0;
  flagged = 0;
  good = 0;
  alarms = 0;

  add(j: number, doubt: number): void {
    const isFlagged = doubt >= DOUBTFUL;
    if (j < 0.5) {
      this.bad++;
      if (isFlagged) this.flagged++;
    } else {
      this.good++;
      if (isFlagged) this.alarms++;
    }
  }
}

export const davisCommand: Command = {
  name: 'davis',
  summary: 'the tracker on DAVIS: J&F, decay, frames a second',
  help,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...commonOptions,
        data: { type: 'string' },
        start: { type: 'string' },
        model: { type: 'string' },
        size: { type: 'string' },
        frames: { type: 'string' },
        out: { type: 'string' },
      },
    });
    if (values.help) {
      io.out(help);
      return exitCodes.ok;
    }
    const folder = required(values.data, 'data');
    const start = choice(values.start, 'start', ['box', 'mask'] as const, 'box');
    const most = wholeNumber(values.frames, 'frames', Number.MAX_SAFE_INTEGER);
    const tree = diskTree(folder);
    const { pictures } = await davisReader.open(tree, sortedPaths(tree), readerTools, {});
    const sequences = new Map<string, DatasetPicture[]>();
    for (const picture of pictures.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const name = folderOf(picture.id);
      sequences.set(name, [...(sequences.get(name) ?? []), picture]);
    }
    if (sequences.size === 0) throw new InputError(`${folder}: ${davisReader.needs} is needed`);
    const mine = inShard([...sequences], parseShard(values.shard));
    const size = values.size === undefined ? undefined : wholeNumber(values.size, 'size', 0);
    const { manifest, model, dispose } = await loadNodeModel(values.model ?? 'default', size);
    const metric = new DavisJf();
    const doubt = new DoubtCount();
    const problems = new ProblemList('');
    const show = progress(io, mine.length);
    let [frames, ms] = [0, 0];

    const follow = async (sequence: string, all: readonly DatasetPicture[]): Promise<void> => {
      const used = all.slice(0, most);
      let tracks: (Track | null)[] = [];
      let objects = 0;
      for (const [i, picture] of used.entries()) {
        if (picture.path === null) throw new Error(`${picture.id} has no picture`);
        const truth = await readLabels(tree, picture.truth[0] ?? '', readerTools.inflate);
        const photo = await readPhoto(join(folder, picture.path));
        const began = performance.now();
        const frame = await seen(model, photo);
        try {
          const planes: (LogitsPlane | null)[] = [];
          const doubts: number[] = [];
          if (i === 0) {
            for (const label of truth.data) if (label !== 255) objects = Math.max(objects, label);
            const labels = Array.from({ length: objects }, (_, n) => n + 1);
            tracks = await Promise.all(labels.map((label) => startOf(frame, maskOfLabel(truth, label), start)));
            planes.push(...tracks.map((track) => track?.plane ?? null));
          } else {
            for (const [n, track] of tracks.entries()) {
              if (!track) {
                planes.push(null);
                doubts.push(1);
                continue;
              }
              const step = await propagate(track, {
                field: async () => frame.field,
                pixels: async () => frame.colours,
                predict: (prompts, previous) => frame.predictor.predict(prompts, { previous }),
              });
              tracks[n] = step.track;
              planes.push(step.plane);
              doubts.push(step.doubt);
            }
            frames++;
            ms += performance.now() - began;
          }
          const prediction = labelsOf(planes, photo);
          if (values.out !== undefined) {
            const path = join(values.out, `${picture.id}.png`);
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, pngOf(prediction));
          }
          if (i === 0 || i === used.length - 1) continue;
          for (const [n, value] of doubts.entries())
            doubt.add(maskIou(maskOfLabel(prediction, n + 1), maskOfLabel(truth, n + 1)), value);
          metric.add({ sequence, frame: stemOf(picture.id), objects, truth, prediction });
        } finally {
          frame.predictor.close();
        }
      }
    };

    for (const [i, [sequence, all]] of mine.entries()) {
      try {
        await follow(sequence, all);
      } catch (error) {
        if (error instanceof InputError) throw error;
        problems.add(
          sequence,
          `${error instanceof Error ? error.message : String(error)}; the rest of the sequence is left out`,
        );
      }
      show(i + 1);
    }
    await dispose();
    const outcome = outcomeOf(davisFigures, metric, { problems: problems.kept, problemCount: problems.count });
    const stats = {
      ...outcome.stats,
      framesPerSecond: ms > 0 ? (1000 * frames) / ms : -1,
      doubtFound: doubt.bad > 0 ? doubt.flagged / doubt.bad : -1,
      falseAlarms: doubt.good > 0 ? doubt.alarms / doubt.good : -1,
    };
    const details = { ...outcome.details, model: manifest.id, start, badFrames: doubt.bad };
    return report({ ...outcome, stats, details }, values, io);
  },
};

function pngOf({ width, height, data }: LabelMap): Uint8Array {
  return encodePng({ kind: 'grey8', width, height, data: Uint8Array.from(data) }, zlibSync);
}
