/** The mini-run: a robot user asks the model for every object of the bundled pictures, and each answer is compared with the truth. */
import type { Lab, LabPicture, RunObject, RunRecord } from '../../contract/benchmark.ts';
import type { Engine, ImagePredictor } from '../../contract/predictor.ts';
import type { Candidate } from '../../contract/segmenter.ts';
import { decodeRle, encodeRle, rleArea, rleBox } from '../../core/coco/rle.ts';
import { rleFromString } from '../../core/coco/rle-string.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { emptyMask, type Mask, maskIou } from '../../core/mask/mask.ts';
import { CocoAp, type DetectionSample } from '../../core/metrics/coco-ap.ts';
import { drawSome, seededRandom } from '../../core/metrics/seeded-random.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { type Answered, robotUser } from '../../core/prompt/robot-user.ts';
import { PROTOCOL_WORDS } from './protocol-words.ts';

export interface MiniRunOptions {
  readonly protocol: 'clicks' | 'boxes';
  /** Clicks an object; 1 for boxes. */
  readonly clicks: number;
  readonly seed: number;
  /** Objects of one picture at most, drawn by the seed, so that thirty pebbles do not outvote one cat. */
  readonly mostPerPicture: number;
}

export interface MiniRunProgress {
  readonly done: number;
  readonly total: number;
  readonly record: RunRecord;
}

/** Held between objects: resolves at once, or when the person goes on. */
export type Gate = () => Promise<void>;

interface Task {
  readonly picture: LabPicture;
  readonly masks: LabPicture['masks'];
}

interface Asked {
  readonly object: RunObject;
  readonly mask: Mask;
}

/**
 * One object under the chosen protocol.
 * @throws SegError of the engine
 */
async function askFor(
  predictor: ImagePredictor,
  picture: LabPicture,
  target: LabPicture['masks'][number],
  options: MiniRunOptions,
  signal: AbortSignal,
  decodeMs: number[],
): Promise<Asked> {
  const rle = rleFromString(target.rle, picture);
  const truth = decodeRle(rle);
  const ious: number[] = [];
  let shown = emptyMask(picture);
  let score: number | null = null;
  const ask = async (prompts: readonly Prompt[], previous: Candidate | undefined): Promise<Answered<Candidate>> => {
    const {
      candidates,
      best,
      decodeMs: ms,
    } = await predictor.predict(prompts, {
      signal,
      previous: previous?.logits,
    });
    decodeMs.push(ms);
    const candidate = candidates[best];
    if (!candidate) throw new RangeError('the model gave no mask');
    shown = logitsToMask(candidate.logits, picture);
    score = Number.isFinite(candidate.score) ? candidate.score : null;
    ious.push(maskIou(shown, truth));
    return { answer: candidate, mask: shown };
  };
  const [x, y, width, height] = rleBox(rle);
  let prompts: RunObject['prompts'];
  if (options.protocol === 'boxes') {
    await ask([{ kind: 'box', box: { x0: x, y0: y, x1: x + width, y1: y + height } }], undefined);
    prompts = [
      { x, y, label: 'box' },
      { x: x + width, y: y + height, label: 'box' },
    ];
  } else {
    prompts = [];
    for await (const { click } of robotUser(truth, ask, options))
      prompts.push({ x: click.x + 0.5, y: click.y + 0.5, label: click.label });
  }
  const object: RunObject = {
    picture: picture.id,
    name: target.name,
    ious,
    score,
    share: rleArea(rle) / (picture.width * picture.height),
    prompts,
  };
  return { object, mask: shown };
}

/** The picture's objects as one COCO class, the answers as its detections. */
function apSample(
  at: number,
  picture: LabPicture,
  masks: LabPicture['masks'],
  asked: readonly Asked[],
): DetectionSample {
  const imageId = at + 1;
  return {
    image: {
      id: imageId,
      fileName: picture.id,
      width: picture.width,
      height: picture.height,
      negative: [],
      notExhaustive: [],
    },
    truths: masks.map((m, i) => {
      const rle = rleFromString(m.rle, picture);
      return {
        id: imageId * 1000 + i,
        imageId,
        categoryId: 1,
        area: rleArea(rle),
        box: rleBox(rle),
        crowd: false,
        segmentation: { kind: 'rle', rle },
      };
    }),
    detections: asked.map(({ object, mask }, i) => {
      const rle = encodeRle(mask);
      return {
        id: imageId * 1000 + i,
        imageId,
        categoryId: 1,
        score: object.score ?? 1,
        box: rleBox(rle),
        area: rleArea(rle),
        mask: rle,
      };
    }),
  };
}

function weightsOf(engine: Engine): Record<string, string> {
  const files = Object.entries(engine.manifest.files);
  return Object.fromEntries(files.map(([role, file]) => [role, file.sha256 ?? 'not recorded']));
}

/**
 * Runs the protocol over the bundled pictures, one picture and one object at a time: memory holds one picture.
 * @param report called after every object with the record so far
 * @throws SegError of the engine, `aborted` when the signal fires
 */
export async function miniRun(
  engine: Engine,
  lab: Lab,
  options: MiniRunOptions,
  signal: AbortSignal,
  gate: Gate,
  report: (progress: MiniRunProgress) => void,
): Promise<RunRecord> {
  const random = seededRandom(options.seed);
  const tasks: readonly Task[] = (await lab.pictures()).map((picture) => ({
    picture,
    masks: drawSome(picture.masks, options.mostPerPicture, random),
  }));
  const total = tasks.reduce((sum, t) => sum + t.masks.length, 0);
  const objects: RunObject[] = [];
  const encodeMs: number[] = [];
  const decodeMs: number[] = [];
  const startedAt = new Date().toISOString();
  const metric = options.protocol === 'boxes' ? new CocoAp({ type: 'segm', categories: [1] }) : null;
  const record = (finishedAt: string | null): RunRecord => ({
    schema: 1,
    id: `${startedAt}-${engine.manifest.id}-${options.protocol}-${options.seed}`,
    dataset: {
      name: 'Bundled pictures',
      pictures: new Set(objects.map((o) => o.picture)).size,
      objects: objects.length,
      split: '',
      asked: null,
      available: null,
      words: `Photographs with masks drawn by hand and rendered scenes with exact masks; at most ${options.mostPerPicture} objects a picture, drawn by seed ${options.seed}.`,
    },
    protocol: {
      id: options.protocol,
      clicks: options.protocol === 'boxes' ? 0 : options.clicks,
      words: PROTOCOL_WORDS[options.protocol],
    },
    model: {
      id: engine.manifest.id,
      name: engine.manifest.name,
      weights: weightsOf(engine),
      backend: engine.model.backend,
      precision: engine.model.precision,
      threads: engine.model.threads,
    },
    seed: options.seed,
    device: lab.device(),
    startedAt,
    finishedAt,
    encodeMs: [...encodeMs],
    decodeMs: [...decodeMs],
    objects: [...objects],
    ap: metric && objects.length > 0 ? { ...metric.result().stats } : null,
    pictures: [],
    figures: {},
    interval: null,
    curve: [],
    classes: [],
    problems: [],
  });
  for (const [at, { picture, masks }] of tasks.entries()) {
    await gate();
    const source = { size: picture, bitmap: () => lab.bitmap(picture, signal) };
    const predictor = await engine.predictor(source, { signal });
    encodeMs.push(predictor.encodeMs);
    try {
      const asked: Asked[] = [];
      for (const target of masks) {
        await gate();
        const one = await askFor(predictor, picture, target, options, signal, decodeMs);
        asked.push(one);
        objects.push(one.object);
        report({ done: objects.length, total, record: record(null) });
      }
      metric?.add(apSample(at, picture, masks, asked));
    } finally {
      predictor.close();
    }
  }
  const last = record(new Date().toISOString());
  report({ done: total, total, record: last });
  return last;
}
