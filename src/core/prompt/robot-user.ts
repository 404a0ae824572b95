/** The robot user of RITM and SimpleClick: asks, sees where the answer differs most from the truth, clicks there, asks again. */
import type { Size } from '../geometry/space.ts';
import { emptyMask, type Mask, maskIou } from '../mask/mask.ts';
import { clickPrompt, nextClick, type RobotClick } from './clicker.ts';
import type { PointPrompt } from './prompt.ts';

/**
 * The robot's clicks for one object. Send the mask that is shown after a click into `next` to get the following click.
 * No pixel is clicked twice. Ends when no pixel is wrong that was not clicked before.
 *
 * @throws RangeError when a mask has another size than the truth
 */
export function* robotClicks(truth: Mask, ignore?: Mask): Generator<RobotClick, void, Mask> {
  const clicked: RobotClick[] = [];
  let shown = emptyMask(truth);
  for (;;) {
    const click = nextClick(truth, shown, clicked, ignore);
    if (!click) return;
    clicked.push(click);
    shown = yield click;
  }
}

/** One click and its answer. */
export interface RobotTurn<A> {
  readonly click: RobotClick;
  /** All clicks so far, this one last; picture pixels. */
  readonly prompts: readonly PointPrompt[];
  readonly answer: A;
  readonly mask: Mask;
  /** IoU of the mask with the truth, 0..1. */
  readonly iou: number;
}

/** What was answered, and the mask that it shows on the truth's grid. */
export interface Answered<A> {
  readonly answer: A;
  readonly mask: Mask;
}

/** How a run is played. */
export interface RobotOptions {
  /** Clicks at most. */
  readonly clicks: number;
  /** Size of the picture, where the truth lies on another grid of its shape. */
  readonly picture?: Size;
}

/**
 * Plays the robot user on one object and gives every turn as it is answered. A run that ends early has no error left to click.
 *
 * @param ask is given all clicks so far and the answer before, and must give a mask on the truth's grid
 * @throws whatever `ask` throws
 */
export async function* robotUser<A>(
  truth: Mask,
  ask: (prompts: readonly PointPrompt[], previous: A | undefined) => Promise<Answered<A>>,
  { clicks, picture = truth }: RobotOptions,
): AsyncGenerator<RobotTurn<A>, void, void> {
  const robot = robotClicks(truth);
  const scale = { x: picture.width / truth.width, y: picture.height / truth.height };
  const prompts: PointPrompt[] = [];
  let previous: A | undefined;
  let shown = emptyMask(truth);
  for (let k = 0; k < clicks; k++) {
    const { value: click } = robot.next(shown);
    if (!click) return;
    prompts.push(clickPrompt(click, scale));
    const { answer, mask } = await ask([...prompts], previous);
    previous = answer;
    shown = mask;
    yield { click, prompts: [...prompts], answer, mask, iou: maskIou(truth, mask) };
  }
}
