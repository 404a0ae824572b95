/** `davis`: the tracker of the app on sequences laid out as DAVIS lays them out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
import type { LogitsPlane } from '../core/mask/logits.ts';
import { type Mask, maskBounds, maskOfLabel } from '../core/mask/mask.ts';
import { packMask } from '../core/mask/packed.ts';
import { davisFigures } from '../core/metrics/metric-figures.ts';
import { type FeatureField, featureTensor, fieldFrom } from '../core/tasks/feature-field.ts';
import { planeOfMask } from '../core/tasks/mask-plane.ts';
import type { TrackedFrame } from '../core/tasks/propagate.ts';
import type { FamilyModel } from '../runtime/families/family.ts';
import type { Pixels } from '../runtime/pixels.ts';
import { type Command, defineCommand, InputError } from './command.ts';
import { type Follow, follower, labelsOf, TRACKERS, TrackerScore } from './davis-trackers.ts';
import { diskTree, readerTools } from './disk-tree.ts';
import { nodePredictor } from './image-predictor.ts';
import { loadNodeModel } from './load-model.ts';
import { choice, commonHelp, commonOptions, inShard, parseShard, required, wholeNumber } from './options.ts';
import { readPhoto } from './photo.ts';
import { outcomeOf, progress, report } from './report.ts';

const help = `Usage: npm run evaluate -- davis --data DIR [--model default] [options]

Follows every object of every sequence with the tracker of the app, from its first frame to the last, and scores it as
davis2017-evaluation does: J&F, mean, recall and decay of J and F over objects; the first and the last frame do not count.
Also: frames a second; doubtFound, the share of frames with J below .5 that doubt flags, and falseAlarms, that of the others (a
hidden object that was not found is neither); foundAgain, the share of returns after which J is .5 within five frames.
Predictions alone are scored by "jf".

  --data DIR        JPEGImages/480p/SEQUENCE/NNNNN.jpg and Annotations/480p/SEQUENCE/NNNNN.png
  --start box       box: the model is asked with the box of the first frame's mask; mask: that mask itself (default box)
  --model NAME      default, an id in models/, or the path of a manifest
  --size N          longest side of the encoder's input
  --frames N        only the first N frames of each sequence
  --baselines       also, in the same run: the tracker without its matching (unmatched), the first mask left where it was
                    (first), the box of the mask before (box), the mean of that and of point with mask (mean)
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

/** The mask of the first frame as the tracker gets it; null for an object that is not there. */
async function firstPlane(frame: SeenFrame, truth: Mask, start: Start): Promise<LogitsPlane | null> {
  const bounds = maskBounds(truth);
  if (!bounds) return null;
  if (start === 'mask') return planeOfMask(packMask(truth));
  const { candidates, best } = await frame.predictor.predict([{ kind: 'box', box: bounds }]);
  return candidates[best]?.logits ?? null;
}

export const davisCommand: Command = defineCommand({
  name: 'davis',
  summary: 'the tracker on DAVIS: J&F, decay, frames a second',
  help,
  options: {
    ...commonOptions,
    data: { type: 'string' },
    start: { type: 'string' },
    model: { type: 'string' },
    size: { type: 'string' },
    frames: { type: 'string' },
    out: { type: 'string' },
    baselines: { type: 'boolean' },
  },
  run: async (values, io) => {
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
    const names = values.baselines ? TRACKERS : TRACKERS.slice(0, 1);
    const scores = new Map(names.map((name) => [name, new TrackerScore()]));
    const problems = new ProblemList('');
    const show = progress(io, mine.length);
    let [frames, ms] = [0, 0];

    const follow = async (sequence: string, all: readonly DatasetPicture[]): Promise<void> => {
      const used = all.slice(0, most);
      let first: readonly (LogitsPlane | null)[] = [];
      const followers = new Map<string, readonly (Follow | null)[]>();
      for (const [i, picture] of used.entries()) {
        if (picture.path === null) throw new Error(`${picture.id} has no picture`);
        const truth = await readLabels(tree, picture.truth[0] ?? '', readerTools.inflate);
        const photo = await readPhoto(join(folder, picture.path));
        const began = performance.now();
        const frame = await seen(model, photo);
        const encodeMs = performance.now() - began;
        try {
          const tracked: TrackedFrame = {
            field: async () => frame.field,
            pixels: async () => frame.colours,
            predict: (prompts, previous) => frame.predictor.predict(prompts, { previous }),
          };
          if (i === 0) {
            let objects = 0;
            for (const label of truth.data) if (label !== 255) objects = Math.max(objects, label);
            const labels = Array.from({ length: objects }, (_, n) => maskOfLabel(truth, n + 1));
            first = await Promise.all(labels.map((mask) => firstPlane(frame, mask, start)));
          }
          for (const [name, score] of scores) {
            const since = performance.now();
            let steps: readonly { readonly plane: LogitsPlane | null; readonly doubt: number }[];
            if (i === 0) {
              const all = first.map(async (plane) => plane && follower(name, plane, tracked));
              followers.set(name, await Promise.all(all));
              steps = first.map((plane) => ({ plane, doubt: 0 }));
            } else {
              steps = await inTurn(followers.get(name) ?? [], tracked);
              if (name === 'tracker') {
                frames++;
                ms += encodeMs + performance.now() - since;
              }
            }
            const prediction = labelsOf(
              steps.map(({ plane }) => plane),
              photo,
            );
            if (values.out !== undefined && name === 'tracker') {
              const path = join(values.out, `${picture.id}.png`);
              mkdirSync(dirname(path), { recursive: true });
              writeFileSync(path, pngOf(prediction));
            }
            if (i === 0 || i === used.length - 1) continue;
            const sample = { sequence, frame: stemOf(picture.id), objects: first.length, truth, prediction };
            score.add(
              sample,
              steps.map(({ doubt }) => doubt),
            );
          }
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
    const own = scores.get('tracker') ?? new TrackerScore();
    const outcome = outcomeOf(davisFigures, own.jf, { problems: problems.kept, problemCount: problems.count });
    const share = (part: number, of: number): number => (of > 0 ? part / of : -1);
    const others = [...scores].filter(([name]) => name !== 'tracker');
    const beside = others.map(([name, { jf }]) => [`${name} J&F`, davisFigures(jf).stats['J&F'] ?? -1]);
    const stats = {
      ...outcome.stats,
      framesPerSecond: ms > 0 ? (1000 * frames) / ms : -1,
      doubtFound: share(own.flagged, own.bad),
      falseAlarms: share(own.alarms, own.good),
      foundAgain: share(own.found, own.returns),
      ...Object.fromEntries(beside),
    };
    const baselines = Object.fromEntries(others.map(([name, { jf }]) => [name, davisFigures(jf).stats]));
    const details = {
      ...outcome.details,
      model: manifest.id,
      start,
      badFrames: own.bad,
      returns: own.returns,
      baselines,
    };
    return report({ ...outcome, stats, details }, values, io);
  },
});

/** One object after another, as in the app. */
async function inTurn(
  followers: readonly (Follow | null)[],
  frame: TrackedFrame,
): Promise<readonly { readonly plane: LogitsPlane | null; readonly doubt: number }[]> {
  const steps: { readonly plane: LogitsPlane | null; readonly doubt: number }[] = [];
  for (const follow of followers) steps.push(follow ? await follow(frame) : { plane: null, doubt: 1 });
  return steps;
}

function pngOf({ width, height, data }: LabelMap): Uint8Array {
  return encodePng({ kind: 'grey8', width, height, data: Uint8Array.from(data) }, zlibSync);
}
