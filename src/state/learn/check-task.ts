/** Decides a lesson's task from the state of the stage. No button can pass a task; only the computed facts can. */
import type { LessonTask } from '../../contract/lesson.ts';
import { maskArea, maskIou } from '../../core/mask/mask.ts';
import { bestOverlap, type StageFacts, truthsNamed } from './facts.ts';

export interface Verdict {
  readonly passed: boolean;
  /** The figure that was looked at, for saying how far there is to go; null when there is nothing to measure yet. */
  readonly measured: number | null;
  /** What it has to reach or equal; null where telling would give the answer away. */
  readonly wanted: number | null;
}

const NOTHING: Verdict = { passed: false, measured: null, wanted: null };

function checkCandidate(facts: StageFacts, truthName: string): Verdict {
  const [truth] = truthsNamed(facts.truths, truthName);
  if (!truth || facts.candidates.length < 2) return NOTHING;
  const ious = facts.candidates.map((candidate) => maskIou(candidate, truth));
  const shown = ious[facts.chosen] ?? 0;
  return { passed: shown === Math.max(...ious), measured: shown, wanted: null };
}

/** The value of the figure a person is asked to type; null while the stage does not have it. */
function quantityOf(facts: StageFacts, quantity: Extract<LessonTask, { kind: 'number' }>['quantity']): number | null {
  const truth = facts.painted ?? [...facts.truths.values()][0];
  switch (quantity) {
    case 'stability':
      return facts.stability;
    case 'embedding-cells':
      return facts.embeddingCells;
    case 'average-precision':
      return facts.averagePrecision;
    case 'area-share':
      return facts.mask ? maskArea(facts.mask) / facts.mask.data.length : null;
    case 'iou': {
      const own = facts.candidates[facts.best];
      return own && facts.truths.size > 0 ? Math.max(...[...facts.truths.values()].map((t) => maskIou(own, t))) : null;
    }
    case 'dice': {
      if (!facts.mask || !truth) return null;
      const iou = maskIou(facts.mask, truth);
      return (2 * iou) / (1 + iou);
    }
    case 'precision':
    case 'recall': {
      if (!facts.mask || !truth) return null;
      let both = 0;
      for (let i = 0; i < truth.data.length; i++) both += (truth.data[i] ?? 0) & (facts.mask.data[i] ?? 0);
      const whole = maskArea(quantity === 'precision' ? facts.mask : truth);
      return whole > 0 ? both / whole : null;
    }
  }
}

/** Cells are counted in thousands: their tolerance is a share of the number; other figures lie in 0..1 and have an absolute one. */
function closeEnough(typed: number, actual: number, tolerance: number): boolean {
  return Math.abs(typed - actual) <= (actual > 1 ? tolerance * actual : tolerance);
}

/**
 * @param answer what the person typed or chose; ignored by tasks that look at the stage alone
 */
export function checkTask(task: LessonTask, facts: StageFacts, answer: string | null): Verdict {
  switch (task.kind) {
    case 'mask': {
      if (!facts.mask) return NOTHING;
      const iou = bestOverlap(facts.mask, facts.truths, task.truth);
      const withinClicks = task.clicks === undefined || facts.prompts <= task.clicks;
      return { passed: iou >= task.iou && withinClicks, measured: iou, wanted: task.iou };
    }
    case 'candidate':
      return checkCandidate(facts, task.truth);
    case 'area-ratio': {
      if (facts.areaRatio === null) return NOTHING;
      const passed = facts.areaRatio >= task.from && facts.areaRatio <= task.to;
      return { passed, measured: facts.areaRatio, wanted: null };
    }
    case 'number': {
      const actual = quantityOf(facts, task.quantity);
      const typed = Number.parseFloat((answer ?? '').replace(',', '.'));
      if (actual === null || Number.isNaN(typed)) return NOTHING;
      return { passed: closeEnough(typed, actual, task.tolerance), measured: typed, wanted: null };
    }
    case 'choice':
      return facts.lostAt75 === null || answer === null
        ? NOTHING
        : { passed: answer === facts.lostAt75, measured: null, wanted: null };
    case 'painted': {
      if (!facts.painted) return NOTHING;
      const share = maskArea(facts.painted) / facts.painted.data.length;
      return { passed: share >= task.share, measured: share, wanted: task.share };
    }
    case 'explored':
      return { passed: facts.similaritySpan >= task.span, measured: facts.similaritySpan, wanted: task.span };
  }
}
