/** The robot user: plays clicks on every lane against a known truth and notes how good each answer is. */
import type { Segmentation } from '../../contract/segmenter.ts';
import { agreementOf, majorityMask, planeOnGrid } from '../../core/compare/agreement.ts';
import type { Size } from '../../core/geometry/space.ts';
import { emptyMask, type Mask, maskIou } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { robotUser } from '../../core/prompt/robot-user.ts';

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

interface Hand {
  readonly player: RobotPlayer;
  answer: Segmentation | undefined;
  mask: Mask;
  prompts: readonly Prompt[];
  iou: readonly number[];
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
    readonly signal: AbortSignal;
    /** Size of the picture; the truth may be on a smaller grid of its shape. */
    readonly picture: Size;
  },
  report: (run: RobotRun) => void,
): Promise<RobotRun> {
  const { mode, clicks, signal, picture } = options;
  const hands = players.map(
    (player): Hand => ({ player, prompts: [], answer: undefined, mask: emptyMask(truth), iou: [] }),
  );
  const run = (running: boolean): RobotRun => ({
    mode,
    clicks: Math.max(0, ...hands.map((h) => h.iou.length)),
    iou: Object.fromEntries(hands.map((h) => [h.player.id, h.iou])),
    scripts: Object.fromEntries(hands.map((h) => [h.player.id, h.prompts])),
    running,
  });
  const show = async (hand: Hand, prompts: readonly Prompt[]): Promise<Mask> => {
    hand.prompts = prompts;
    hand.answer = await hand.player.answer(prompts, hand.answer);
    const plane = hand.answer.candidates[hand.answer.best]?.logits;
    hand.mask = plane ? planeOnGrid(plane, picture, truth) : emptyMask(truth);
    return hand.mask;
  };
  // one robot that all listen to and that corrects their majority, or one robot each
  const groups = mode === 'own' ? hands.map((hand) => [hand]) : hands.length > 0 ? [hands] : [];
  const robots = groups.map((group) =>
    robotUser(
      truth,
      async (prompts) => {
        const masks = await Promise.all(group.map((hand) => show(hand, prompts)));
        return { answer: null, mask: majorityMask(agreementOf(masks)) };
      },
      { clicks, picture },
    ),
  );
  for (let k = 0; k < clicks && !signal.aborted; k++) {
    const turns = await Promise.all(robots.map((robot) => robot.next()));
    if (turns.every((turn) => turn.done)) break;
    for (const hand of hands) hand.iou = [...hand.iou, maskIou(hand.mask, truth)];
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
