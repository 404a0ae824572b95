/** Which of the lab's figures is a card's own measure. */

import type { Card, CardMetric } from '../../../contract/cards.ts';
import { isDefined } from '../../../core/metrics/metric-figures.ts';
import type { TakingPart } from './part-words.ts';

/** A figure that was made in this tab. */
export interface OwnFigure {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly part: TakingPart;
  /** Protocol, and what truth was used for. */
  readonly words: string;
  readonly where: string;
  readonly date: string;
  /** False where the protocol makes another quantity than the card's. */
  readonly official: boolean;
  /** Why its pictures are not those of the published figures, as a sentence; null when they are. */
  readonly splitFault: string | null;
}

/** The lab's name of each reader's main figure. */
const MAIN: Readonly<Record<string, string>> = {
  bsds500: 'ODS',
  coco: 'AP',
  lvis: 'AP',
  ade20k: 'mIoU',
  cityscapes: 'mIoU',
  loveda: 'mIoU',
  voc: 'mIoU',
  pets: 'mIoU',
  bravo: 'bravo_index',
};

/** The card's measure that the lab computes: its first one. */
export function comparable(card: Card): CardMetric | null {
  return card.reader !== undefined && card.reader in MAIN ? (card.metrics[0] ?? null) : null;
}

/** The own figure in the card's unit; null where it is another quantity or undefined. */
export function ownValue(card: Card, own: OwnFigure): number | null {
  const metric = comparable(card);
  const value = own.figures[MAIN[card.reader ?? ''] ?? ''];
  if (!metric || !own.official || own.splitFault !== null || value === undefined || !isDefined(value)) return null;
  return metric.unit === 'percent' ? Math.round(value * 1000) / 10 : Math.round(value * 10_000) / 10_000;
}
