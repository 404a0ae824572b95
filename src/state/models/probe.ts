/** Tries a model on a test picture whose truth is known, in an engine of its own, and says in words what came out. */
import type { Lab, LabPicture } from '../../contract/benchmark.ts';
import { SegError } from '../../contract/errors.ts';
import type { ModelManifest } from '../../contract/manifest.ts';
import type { EngineFactory } from '../../contract/predictor.ts';
import type { Candidate, LoadedModel, Progress, Segmentation } from '../../contract/segmenter.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { rleFromString } from '../../core/coco/rle-string.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import { logitsToMask } from '../../core/mask/logits.ts';
import { type Mask, maskArea, maskIou } from '../../core/mask/mask.ts';
import { centreOfMask, clickPrompt } from '../../core/prompt/clicker.ts';
import type { PointPrompt } from '../../core/prompt/prompt.ts';

/** The bundled picture with hand-drawn truth on which models are tried, and the two things that are clicked. */
export const PROBE = { picture: 'coffee', first: 'cup', second: 'spoon' } as const;

/** Two answers closer than this are one answer: the model does not look at the click. */
const SAME = 0.98;

export interface Finding {
  readonly good: boolean;
  readonly words: string;
}

export interface Probe {
  readonly picture: LabPicture;
  readonly loaded: LoadedModel;
  readonly encodeMs: number;
  /** The click asked with; null for models that take none. */
  readonly at: ImagePoint | null;
  readonly answer: Segmentation;
  readonly findings: readonly Finding[];
}

function truthOf(picture: LabPicture, name: string): Mask {
  const found = picture.masks.find((m) => m.name === name);
  if (!found) throw new SegError('internal', `the test picture has no truth called ${name}`);
  return decodeRle(rleFromString(found.rle, picture));
}

/** The best mask of an answer over the whole picture. */
function maskOf(answer: Segmentation, picture: LabPicture): Mask {
  const best = answer.candidates[answer.best];
  if (!best) throw new SegError('bad-model', 'the model gave no mask at all');
  return logitsToMask(best.logits, picture);
}

function numbersFault(candidates: readonly Candidate[]): string | null {
  for (const { logits } of candidates) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const value of logits.data) {
      if (!Number.isFinite(value)) return 'It gives values that are no numbers: a wrong precision, or a damaged file.';
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (least === most) return 'It gives one value everywhere: it saw nothing. The range or layout may be wrong.';
  }
  return null;
}

/**
 * What two answers on the test picture tell of a model that takes clicks.
 * @param first answer to a click in the middle of `truth`; @param second to one on another thing
 */
export function judgeClicks(
  first: { readonly mask: Mask; readonly candidates: readonly Candidate[] },
  second: Mask,
  truth: Mask,
  at: ImagePoint,
): readonly Finding[] {
  const fault = numbersFault(first.candidates);
  if (fault) return [{ good: false, words: fault }];
  const { mask } = first;
  const share = maskArea(mask) / mask.data.length;
  const holds = mask.data[Math.floor(at.y) * mask.width + Math.floor(at.x)] === 1;
  const iou = maskIou(mask, truth);
  return [
    holds
      ? { good: true, words: 'Its mask holds the click.' }
      : { good: false, words: 'Its mask does not hold the click: coordinates or the family may be wrong.' },
    share > 0.0005 && share < 0.95
      ? { good: true, words: `Its mask covers ${(share * 100).toFixed(0)} % of the picture.` }
      : {
          good: false,
          words: `Its mask covers ${(share * 100).toFixed(1)} % of the picture: next to nothing, or all.`,
        },
    maskIou(mask, second) < SAME
      ? { good: true, words: 'Another click gives another mask.' }
      : { good: false, words: 'Another click gives the same mask: it does not hear the clicks.' },
    {
      good: iou >= 0.5,
      words: `Against the outline drawn by hand, the ${PROBE.first} comes out with an IoU of ${iou.toFixed(2)}.`,
    },
  ];
}

/**
 * Opens the model aside, shows it the test picture, and judges the answers. The engine is closed again.
 * @throws SegError of the engine: what the model could not do, `aborted`
 */
export async function probeModel(
  engines: EngineFactory,
  lab: Lab,
  model: {
    readonly manifest: ModelManifest;
    readonly baseUrl: string;
    readonly files?: Readonly<Record<string, Blob>>;
  },
  signal: AbortSignal,
  report: (p: Progress) => void,
): Promise<Probe> {
  const { manifest, baseUrl, files } = model;
  const picture = (await lab.pictures()).find((p) => p.id === PROBE.picture);
  if (!picture) throw new SegError('internal', 'the test picture is missing');
  const options = { backend: 'auto' as const, baseUrl, ...(files ? { files } : {}) };
  const engine = await engines.open(manifest, options, signal, report);
  try {
    const predictor = await engine.predictor({ size: picture, bitmap: () => lab.bitmap(picture, signal) }, { signal });
    const seen = { picture, loaded: engine.model, encodeMs: predictor.encodeMs };
    if (!manifest.prompts.includes('point')) {
      const answer = await predictor.predict([], { signal });
      const fault = numbersFault(answer.candidates);
      const words = fault ?? `It gives ${answer.candidates.length} maps of the picture, none of them empty.`;
      return { ...seen, at: null, answer, findings: [{ good: fault === null, words }] };
    }
    const truth = truthOf(picture, PROBE.first);
    const first = middleOf(truth);
    const answer = await predictor.predict([first], { signal });
    const other = await predictor.predict([middleOf(truthOf(picture, PROBE.second))], { signal });
    const mask = maskOf(answer, picture);
    const findings = judgeClicks({ mask, candidates: answer.candidates }, maskOf(other, picture), truth, first.at);
    return { ...seen, at: first.at, answer, findings };
  } finally {
    engine.dispose();
  }
}

function middleOf(truth: Mask): PointPrompt {
  return clickPrompt({ ...centreOfMask(truth), label: 'include' });
}
