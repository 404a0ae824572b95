/** The robot user: plays clicks on every lane against a known truth and notes how good each answer is. */
import type { Segmentation } from '../../contract/segmenter.ts';
import { agreementOf, majorityMask, planeOnGrid } from '../../core/compare/agreement.ts';
import type { Size } from '../../core/geometry/space.ts';
import { type Mask, maskIou } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { scalePrompts } from './permalink.ts';

/** `same`: one script for all, from what most of them got wrong; `own`: each is corrected where it erred itself. */
export type RobotMode = 'same' | 'own';

/** IoU with the truth after each click, by lane id. */
export interface RobotRun {
  readonly mode: RobotMode;
  readonly clicks: number;
  readonly iou: Readonly<Record<string, readonly number[]>>;
  /** The clicks played; with `own`, those of each lane. */
  readonly scripts: Readonly<Record<string, readonly Prompt[]>>;
  readonly running: boolean;
}

export interface RobotPlayer {
  readonly id: string;
  answer(prompts: readonly Prompt[], previous?: Segmentation): Promise<Segmentation>;
}

/** The click that helps most: where the mask differs most from the truth; null when they are the same. */
export type NextClick = (truth: Mask, mask: Mask | null) => Prompt | null;

interface Hand {
  readonly player: RobotPlayer;
  prompts: readonly Prompt[];
  answer: Segmentation | undefined;
  mask: Mask | null;
  iou: readonly number[];
}

function clickFor(mode: RobotMode, hands: readonly Hand[], hand: Hand, truth: Mask, next: NextClick): Prompt | null {
  if (mode === 'own') return next(truth, hand.mask);
  const masks = hands.map((h) => h.mask).filter((m) => m !== null);
  return next(truth, masks.length > 0 ? majorityMask(agreementOf(masks)) : null);
}

/**
 * Plays up to `clicks` clicks; each lane is asked with all clicks so far and, where it can, its own last mask.
 * @param report called after every click with the run so far
 * @throws SegError of a lane that fails
 */
export async function playRobot(
  players: readonly RobotPlayer[],
  truth: Mask,
  options: {
    readonly mode: RobotMode;
    readonly clicks: number;
    readonly next: NextClick;
    readonly signal: AbortSignal;
    /** Size of the picture; the truth may be on a smaller grid of its shape. */
    readonly picture: Size;
  },
  report: (run: RobotRun) => void,
): Promise<RobotRun> {
  const hands = players.map((player): Hand => ({ player, prompts: [], answer: undefined, mask: null, iou: [] }));
  const run = (running: boolean): RobotRun => ({
    mode: options.mode,
    clicks: Math.max(0, ...hands.map((h) => h.iou.length)),
    iou: Object.fromEntries(hands.map((h) => [h.player.id, h.iou])),
    scripts: Object.fromEntries(hands.map((h) => [h.player.id, h.prompts])),
    running,
  });
  for (let k = 0; k < options.clicks && !options.signal.aborted; k++) {
    const clicks = hands.map((hand) => clickFor(options.mode, hands, hand, truth, options.next));
    if (clicks.every((c) => c === null)) break;
    await Promise.all(
      hands.map(async (hand, i) => {
        const click = clicks[i];
        if (click) {
          hand.prompts = [...hand.prompts, ...scalePrompts([click], truth, options.picture)];
          hand.answer = await hand.player.answer(hand.prompts, hand.answer);
          const plane = hand.answer.candidates[hand.answer.best]?.logits;
          hand.mask = plane ? planeOnGrid(plane, options.picture, truth) : null;
        }
        hand.iou = [...hand.iou, hand.mask ? maskIou(hand.mask, truth) : 0];
      }),
    );
    report(run(true));
  }
  const last = run(false);
  report(last);
  return last;
}

/** Clicks until the IoU first reaches the bar (0..1); undefined when it never did. */
export function clicksTo(iou: readonly number[], bar: number): number | undefined {
  const at = iou.findIndex((value) => value >= bar);
  return at < 0 ? undefined : at + 1;
}
