import { describe, expect, test } from 'vitest';
import type { LessonTask } from '../../contract/lesson.ts';
import type { Mask } from '../../core/mask/mask.ts';
import { checkTask } from './check-task.ts';
import { NO_FACTS, type StageFacts } from './facts.ts';

const bar = (from: number, to: number): Mask => ({
  width: 10,
  height: 1,
  data: Uint8Array.from({ length: 10 }, (_, x) => (x >= from && x < to ? 1 : 0)),
});
const facts = (change: Partial<StageFacts>): StageFacts => ({ ...NO_FACTS, ...change });
const passes = (task: LessonTask, change: Partial<StageFacts>, answer: string | null = null): boolean =>
  checkTask(task, facts(change), answer).passed;

describe('checkTask', () => {
  test('mask: overlap and number of prompts both count; the best of several truths is taken', () => {
    const task: LessonTask = { kind: 'mask', truth: 'coin*', without: [], iou: 0.7, clicks: 2 };
    const truths = new Map([
      ['coin 1', bar(0, 3)],
      ['coin 2', bar(5, 10)],
      ['table', bar(0, 10)],
    ]);
    expect(passes(task, { truths, mask: bar(5, 9), prompts: 2 })).toBe(true);
    expect(passes(task, { truths, mask: bar(5, 9), prompts: 3 })).toBe(false);
    expect(passes(task, { truths, mask: bar(0, 10), prompts: 1 })).toBe(false);
    expect(passes(task, { truths, mask: null })).toBe(false);
    expect(checkTask(task, facts({ truths, mask: bar(5, 9), prompts: 3 }), null).obstacle).toBe('too-many-prompts');
  });

  test('mask: truths can be taken away from a truth', () => {
    const task: LessonTask = { kind: 'mask', truth: 'set', without: ['cup'], iou: 0.9 };
    const truths = new Map([
      ['cup', bar(2, 5)],
      ['set', bar(0, 8)],
    ]);
    const saucer: Mask = { ...bar(0, 8), data: Uint8Array.from([1, 1, 0, 0, 0, 1, 1, 1, 0, 0]) };
    expect(passes(task, { truths, mask: saucer })).toBe(true);
    expect(passes(task, { truths, mask: bar(0, 8) })).toBe(false);
  });

  test('candidate: only the best one of several passes', () => {
    const task: LessonTask = { kind: 'candidate', truth: 'person' };
    const stage = { truths: new Map([['person', bar(0, 8)]]), candidates: [bar(0, 2), bar(0, 7), bar(0, 10)] };
    expect(passes(task, { ...stage, chosen: 1 })).toBe(true);
    expect(passes(task, { ...stage, chosen: 0 })).toBe(false);
    expect(passes(task, { truths: stage.truths, candidates: [bar(0, 8)], chosen: 0 })).toBe(false);
  });

  test('area ratio: only inside the stated range', () => {
    const task: LessonTask = { kind: 'area-ratio', from: 0.6, to: 0.85 };
    expect(passes(task, { areaRatio: 0.7 })).toBe(true);
    expect(passes(task, { areaRatio: 1 })).toBe(false);
    expect(passes(task, { areaRatio: null })).toBe(false);
  });

  test('numbers: typed figures are compared with computed ones, comma or point', () => {
    const dice: LessonTask = { kind: 'number', quantity: 'dice', tolerance: 0.01 };
    const stage = { mask: bar(0, 5), painted: bar(0, 10) };
    expect(passes(dice, stage, '0.667')).toBe(true);
    expect(passes(dice, stage, '0,67')).toBe(true);
    expect(passes(dice, stage, '0.5')).toBe(false);
    expect(passes(dice, stage, 'two thirds')).toBe(false);
    expect(passes(dice, stage, '66.7 %')).toBe(true);
    // Without a painted truth the one is meant that the mask overlaps best, not the first of the list.
    const truths = new Map([
      ['eye', bar(9, 10)],
      ['face', bar(0, 10)],
    ]);
    expect(passes(dice, { mask: bar(0, 5), truths }, '0.667')).toBe(true);
    expect(passes({ kind: 'number', quantity: 'stability', tolerance: 0.01 }, { stability: null }, '0')).toBe(false);
    const cells: LessonTask = { kind: 'number', quantity: 'embedding-cells', tolerance: 0.04 };
    expect(passes(cells, { embeddingCells: 10_880 }, '10800')).toBe(true);
    expect(passes(cells, { embeddingCells: 10_880 }, '10 800')).toBe(true);
    expect(passes(cells, { embeddingCells: 10_880 }, '10,912')).toBe(true);
    expect(passes(cells, { embeddingCells: 10_880 }, '16384')).toBe(false);
  });

  test('the best F of the edges counts only once all thresholds were tried', () => {
    const task: LessonTask = { kind: 'number', quantity: 'best-edge-f', tolerance: 0.01 };
    expect(checkTask(task, facts({}), '0.5').obstacle).toBe('nothing');
    expect(passes(task, { bestEdgeF: 0.523 }, '0.52')).toBe(true);
    expect(passes(task, { bestEdgeF: 0.523 }, '0.6')).toBe(false);
  });

  test("the model's own choice is measured, not the candidate shown", () => {
    const task: LessonTask = { kind: 'number', quantity: 'iou', tolerance: 0.01 };
    const stage = { truths: new Map([['cup', bar(0, 10)]]), candidates: [bar(0, 4), bar(0, 9)], best: 0, chosen: 1 };
    expect(passes(task, stage, '0.4')).toBe(true);
    expect(passes(task, stage, '0.9')).toBe(false);
  });

  test('choice, painted, explored', () => {
    expect(passes({ kind: 'choice', question: 'lost-at-75' }, { lostAt75: 'C' }, 'C')).toBe(true);
    expect(passes({ kind: 'choice', question: 'lost-at-75' }, { lostAt75: 'C' }, 'A')).toBe(false);
    expect(passes({ kind: 'painted', share: 0.3 }, { painted: bar(0, 3) })).toBe(true);
    expect(passes({ kind: 'painted', share: 0.3 }, { painted: bar(0, 2) })).toBe(false);
    expect(passes({ kind: 'explored', span: 0.8 }, { similaritySpan: 0.81 })).toBe(true);
    expect(passes({ kind: 'explored', span: 0.8 }, { similaritySpan: 0.5 })).toBe(false);
  });
});
