/** Decides a lesson's task from the state of the stage. No button can pass a task; only the computed facts can. */
import type { LessonTask } from '../../contract/lesson.ts';
import { maskArea, maskIou } from '../../core/mask/mask.ts';
import { measureOverlap } from '../../core/teach/overlap.ts';
import { bestOverlap, nearestTruth, type StageFacts, truthsNamed } from './facts.ts';

/** Why a task is not passed yet; the UI words it. */
export type Obstacle =
  /** There is nothing on the stage to measure. */
  | 'nothing'
  /** The figure is too small, or too large. */
  | 'below'
  | 'above'
  | 'too-many-prompts'
  | 'other-candidate'
  /** No number, or nothing chosen. */
  | 'no-answer'
  | 'wrong-answer';

export interface Verdict {
  readonly passed: boolean;
  readonly obstacle: Obstacle | null;
  /** The figure that was looked at, for saying how far there is to go; null when there is nothing to measure yet. */
  readonly measured: number | null;
  /** What it has to reach or equal; null where telling would give the answer away. */
  readonly wanted: number | null;
}

const stuck = (obstacle: Obstacle, measured: number | null = null, wanted: number | null = null): Verdict => ({
  passed: false,
  obstacle,
  measured,
  wanted,
});
const passed = (measured: number | null, wanted: number | null = null): Verdict => ({
  passed: true,
  obstacle: null,
  measured,
  wanted,
});

function atLeast(measured: number, wanted: number): Verdict {
  return measured >= wanted ? passed(measured, wanted) : stuck('below', measured, wanted);
}

function checkCandidate(facts: StageFacts, truthName: string): Verdict {
  const [truth] = truthsNamed(facts.truths, truthName);
  if (!truth || facts.candidates.length < 2) return stuck('nothing');
  const ious = facts.candidates.map((candidate) => maskIou(candidate, truth));
  const shown = ious[facts.chosen] ?? 0;
  return shown === Math.max(...ious) ? passed(shown) : stuck('other-candidate', shown);
}

/** The value of the figure a person is asked to type; null while the stage does not have it. */
function quantityOf(facts: StageFacts, quantity: Extract<LessonTask, { kind: 'number' }>['quantity']): number | null {
  switch (quantity) {
    case 'stability':
      return facts.stability;
    case 'embedding-cells':
      return facts.embeddingCells;
    case 'average-precision':
      return facts.averagePrecision;
    case 'best-edge-f':
      return facts.bestEdgeF;
    case 'area-share':
      return facts.mask ? maskArea(facts.mask) / facts.mask.data.length : null;
    case 'iou': {
      const own = facts.candidates[facts.best];
      return own ? (nearestTruth(own, facts.truths)?.iou ?? null) : null;
    }
    case 'dice':
    case 'precision':
    case 'recall': {
      const truth = facts.painted ?? (facts.mask ? nearestTruth(facts.mask, facts.truths)?.truth : null);
      return facts.mask && truth ? measureOverlap(facts.mask, truth)[quantity] : null;
    }
  }
}

/** Cells are counted in thousands: their tolerance is a share of the number; other figures lie in 0..1 and have an absolute one. */
function closeEnough(typed: number, actual: number, tolerance: number): boolean {
  return Math.abs(typed - actual) <= (actual > 1 ? tolerance * actual : tolerance);
}

/**
 * The number in a text, with comma or point; a percentage is a share. "10,912" and "10.912" are thousands, since the figures
 * asked for lie in 0..1 or are counts. Null when there is none.
 */
export function readNumber(text: string): number | null {
  const bare = text.trim().replaceAll(/[\s\u00a0\u202f']/g, '');
  if (/^[1-9]\d{0,2}([.,]\d{3})+$/.test(bare)) return Number.parseInt(bare.replaceAll(/[.,]/g, ''), 10);
  const [, digits = '', percent = ''] = /^(-?\d*[.,]?\d+)(%?)$/.exec(bare) ?? [];
  if (digits === '') return null;
  const value = Number.parseFloat(digits.replace(',', '.'));
  return percent === '' ? value : value / 100;
}

/**
 * @param answer what the person typed or chose; ignored by tasks that look at the stage alone
 */
export function checkTask(task: LessonTask, facts: StageFacts, answer: string | null): Verdict {
  switch (task.kind) {
    case 'mask': {
      if (!facts.mask) return stuck('nothing');
      const iou = bestOverlap(facts.mask, facts.truths, task.truth, task.without);
      if (iou < task.iou) return stuck('below', iou, task.iou);
      const within = task.clicks === undefined || facts.prompts <= task.clicks;
      return within ? passed(iou, task.iou) : stuck('too-many-prompts', iou, task.iou);
    }
    case 'candidate':
      return checkCandidate(facts, task.truth);
    case 'area-ratio': {
      if (facts.areaRatio === null) return stuck('nothing');
      if (facts.areaRatio < task.from) return stuck('below', facts.areaRatio);
      return facts.areaRatio > task.to ? stuck('above', facts.areaRatio) : passed(facts.areaRatio);
    }
    case 'number': {
      const actual = quantityOf(facts, task.quantity);
      if (actual === null) return stuck('nothing');
      const typed = readNumber(answer ?? '');
      if (typed === null) return stuck('no-answer');
      return closeEnough(typed, actual, task.tolerance) ? passed(typed) : stuck('wrong-answer', typed);
    }
    case 'choice':
      if (facts.lostAt75 === null) return stuck('nothing');
      if (answer === null || answer === '') return stuck('no-answer');
      return answer.trim().toLowerCase() === facts.lostAt75.toLowerCase() ? passed(null) : stuck('wrong-answer');
    case 'painted': {
      if (!facts.painted) return stuck('nothing');
      return atLeast(maskArea(facts.painted) / facts.painted.data.length, task.share);
    }
    case 'explored':
      return atLeast(facts.similaritySpan, task.span);
  }
}
