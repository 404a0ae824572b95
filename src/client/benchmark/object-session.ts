/** One picture's objects under a protocol that asks for objects: places prompts, compares answers. */
import type { RunObject } from '../../contract/benchmark.ts';
import type { AskOptions, NextStep } from '../../contract/dataset-lab.ts';
import type { CocoImage, Truth } from '../../core/coco/dataset.ts';
import type { Detection } from '../../core/coco/results.ts';
import { type CocoBox, decodeRle, encodeRle, rleArea, rleBox } from '../../core/coco/rle.ts';
import type { PictureTruth, TruthObject } from '../../core/datasets/dataset.ts';
import type { ImageBox } from '../../core/geometry/box.ts';
import { type LogitsPlane, logitsToMask } from '../../core/mask/logits.ts';
import { emptyMask, type Mask, maskIou } from '../../core/mask/mask.ts';
import type { DetectionSample } from '../../core/metrics/coco-ap.ts';
import { drawSome, seededRandom } from '../../core/metrics/seeded-random.ts';
import { clickPrompt, type RobotClick } from '../../core/prompt/clicker.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { robotClicks } from '../../core/prompt/robot-user.ts';

/** Something to ask for: a true object, or a detector's box. */
interface Wanted {
  readonly name: string;
  readonly categoryId: number;
  readonly box: CocoBox;
  /** Confidence of the detector; null for true objects. */
  readonly confidence: number | null;
  readonly truth: TruthObject | null;
}

/** The picture's id in the official files, and what belongs to it there. */
export interface OfficialPicture {
  readonly image: CocoImage;
  readonly truths: readonly Truth[];
  readonly detections: readonly Detection[];
}

function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}

const toBox = ([x, y, width, height]: CocoBox): ImageBox => ({ x0: x, y0: y, x1: x + width, y1: y + height });

/** A detector's box is asked once more with its first answer, as SAM's figures on COCO and LVIS were made (2023, appendix D.4). */
const DETECTION_ROUNDS = 2;

export class ObjectSession {
  readonly wanted: readonly Wanted[];
  readonly #picture: string;
  readonly #truth: PictureTruth;
  readonly #official: OfficialPicture | null;
  readonly #options: AskOptions;
  readonly #found: Detection[] = [];
  #now: {
    wanted: Wanted;
    mask: Mask;
    target: Mask | null;
    robot: ReturnType<typeof robotClicks> | null;
    clicks: RobotClick[];
    ious: number[];
    score: number | null;
  } | null = null;

  constructor(picture: string, truth: PictureTruth, official: OfficialPicture | null, options: AskOptions) {
    this.#picture = picture;
    this.#truth = truth;
    this.#official = official;
    this.#options = options;
    if (options.protocol === 'detections') {
      this.wanted = (official?.detections ?? []).map((d) => ({
        name: `detection ${d.id}`,
        categoryId: d.categoryId,
        box: d.box,
        confidence: d.score,
        truth: null,
      }));
    } else {
      const objects = truth.objects.filter((o) => !o.crowd);
      // the draw depends on seed and picture alone, so that a run may be cut and continued anywhere
      const random = seededRandom((options.seed ^ hash(picture)) >>> 0);
      this.wanted = drawSome(objects, options.mostPerPicture, random).map((o) => ({
        name: o.name,
        categoryId: o.categoryId,
        box: rleBox(o.rle),
        confidence: null,
        truth: o,
      }));
    }
  }

  /** @throws RangeError when there is no such object */
  ask(index: number): readonly Prompt[] {
    const wanted = this.wanted[index];
    if (!wanted) throw new RangeError(`there is no object ${index}`);
    const target = wanted.truth ? decodeRle(wanted.truth.rle) : null;
    const robot = this.#options.protocol === 'clicks' && target ? robotClicks(target) : null;
    this.#now = { wanted, target, mask: emptyMask(this.#truth.size), robot, clicks: [], ious: [], score: null };
    return this.#next() ?? [];
  }

  /** Null when the robot user finds nothing left to correct. */
  #next(): readonly Prompt[] | null {
    const now = this.#now;
    if (!now) throw new RangeError('nothing was asked');
    if (!now.robot) return [{ kind: 'box', box: toBox(now.wanted.box) }];
    const { value: click } = now.robot.next(now.mask);
    if (!click) return null;
    now.clicks.push(click);
    return now.clicks.map((c) => clickPrompt(c));
  }

  answer(logits: LogitsPlane, score: number | null): NextStep {
    const now = this.#now;
    if (!now) throw new RangeError('nothing was asked');
    now.mask = logitsToMask(logits, this.#truth.size);
    now.score = score;
    const iou = now.target ? maskIou(now.target, now.mask) : this.#bestOverlap(now.wanted.categoryId, now.mask);
    now.ious.push(iou);
    const { protocol, clicks } = this.#options;
    const rounds = protocol === 'clicks' ? clicks : protocol === 'detections' ? DETECTION_ROUNDS : 1;
    return { iou, prompts: now.ious.length < rounds ? this.#next() : null };
  }

  /** IoU with the true object of the category that fits best; 0 of none. */
  #bestOverlap(categoryId: number, mask: Mask): number {
    const same = this.#truth.objects.filter((o) => o.categoryId === categoryId);
    return same.reduce((best, o) => Math.max(best, maskIou(decodeRle(o.rle), mask)), 0);
  }

  done(): RunObject {
    const now = this.#now;
    if (!now) throw new RangeError('nothing was asked');
    const { wanted, mask, target, clicks, ious, score } = now;
    const rle = encodeRle(mask);
    const { image, detections } = this.#official ?? { image: null, detections: [] };
    this.#found.push({
      id: this.#found.length + 1,
      imageId: image?.id ?? 0,
      categoryId: wanted.categoryId,
      score: wanted.confidence ?? score ?? 1,
      box: rleBox(rle),
      // as when a results file carries boxes, the size group follows the given box's area
      area: detections.length > 0 ? wanted.box[2] * wanted.box[3] : rleArea(rle),
      mask: rle,
    });
    this.#now = null;
    const { width, height } = this.#truth.size;
    const [x, y, w, h] = wanted.box;
    const area = target && wanted.truth ? rleArea(wanted.truth.rle) : rleArea(rle);
    return {
      picture: this.#picture,
      name: wanted.name,
      ious,
      score,
      share: Math.min(1, area / (width * height)),
      prompts:
        clicks.length > 0
          ? clicks.map((c) => ({ x: c.x + 0.5, y: c.y + 0.5, label: c.label }))
          : [
              { x, y, label: 'box' },
              { x: x + w, y: y + h, label: 'box' },
            ],
    };
  }

  /** The picture for the detection metric: all official truths for detections, else the objects that were asked for. */
  sample(number: number): DetectionSample {
    const official = this.#official;
    const image = official?.image ?? {
      id: number,
      fileName: this.#picture,
      ...this.#truth.size,
      negative: [],
      notExhaustive: [],
    };
    if (official && this.#options.protocol === 'detections')
      return { image, truths: official.truths, detections: this.#found };
    const truths = this.wanted.flatMap(({ truth, categoryId, box }, i) => {
      if (!truth) return [];
      const { rle, area } = truth;
      return [
        {
          id: number * 1000 + i + 1,
          imageId: image.id,
          categoryId,
          area,
          box,
          crowd: false,
          segmentation: { kind: 'rle' as const, rle },
        },
      ];
    });
    return { image, truths, detections: this.#found.map((d) => ({ ...d, imageId: image.id })) };
  }
}
