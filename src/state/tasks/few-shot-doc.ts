/** What a person told the few-shot task, and what follows from it. */
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { type ClassScore, classify, type LeaveOneOut, leaveOneOut, prototypesOf } from '../../core/tasks/prototypes.ts';

export interface ShotClass {
  readonly id: string;
  readonly name: string;
}

/** One answer of the model to the click, with its masked mean embedding. */
export interface ShotCandidate {
  readonly plane: LogitsPlane;
  /** Length 1. */
  readonly vector: Float32Array<ArrayBuffer>;
}

/** A thing that was clicked on. */
export interface ShotItem {
  readonly id: string;
  readonly picture: string;
  readonly at: ImagePoint;
  /** Class that the person gave; null leaves it to the prototypes. */
  readonly given: string | null;
  readonly candidates: readonly ShotCandidate[];
  readonly chosen: number;
}

export interface FewShotDoc {
  readonly classes: readonly ShotClass[];
  readonly items: readonly ShotItem[];
  /** Ids of opened pictures that were put away. */
  readonly closed: readonly string[];
}

/** The vector that stands for a thing. */
export function vectorOf(item: ShotItem): Float32Array<ArrayBuffer> | null {
  return item.candidates[item.chosen]?.vector ?? null;
}

/** What follows from the examples. */
export interface FewShotResult {
  /** Scores of every question by item id, nearest class first. */
  readonly answers: ReadonlyMap<string, readonly ClassScore[]>;
  readonly check: LeaveOneOut;
  /** Examples in the order of `check.predicted`. */
  readonly examples: readonly ShotItem[];
}

/** Labels of the scores are class ids. */
export function judge(doc: Pick<FewShotDoc, 'items'>, temperature: number): FewShotResult {
  const examples = doc.items.filter((item) => item.given !== null);
  const vectors = examples.flatMap((item) => {
    const vector = vectorOf(item);
    return vector && item.given !== null ? [{ label: item.given, vector }] : [];
  });
  const prototypes = prototypesOf(vectors);
  const answers = new Map<string, readonly ClassScore[]>();
  for (const item of doc.items) {
    const vector = vectorOf(item);
    if (item.given === null && vector) answers.set(item.id, classify(prototypes, vector, temperature));
  }
  return { answers, check: leaveOneOut(vectors, temperature), examples };
}
