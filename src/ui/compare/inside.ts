/** What of a model's inside a stage of the comparison shows under the mask, and the same in words. */
import type { TensorView } from '../../contract/segmenter.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { STABILITY_OFFSET, thresholdEffect } from '../../core/teach/histogram.ts';
import { principalColours } from '../../core/teach/pca.ts';
import { cosineTo } from '../../core/teach/similarity.ts';
import type { Inside } from '../../state/compare/permalink.ts';
import { contentCells, directionOf, spreadOf } from '../../state/learn/embedding.ts';
import { embeddingLayer, likenessLayer, logitsLayer, reachOf } from '../canvas/insight-layers.ts';
import type { MaskLayer } from '../canvas/stage-types.ts';
import { formatShare } from '../format.ts';

export const INSIDE_WORDS: Record<Inside, string> = {
  none: 'Nothing under the masks',
  embedding: 'Embedding: like colours, like content',
  likeness: 'Likeness to where you point',
  logits: 'Logits of the shown mask',
};

/** What is drawn under a mask, and what it says. */
export interface InsideNow {
  readonly layers: readonly MaskLayer[];
  readonly words: string;
}

const NOTHING: InsideNow = { layers: [], words: '' };
const say = (words: string): InsideNow => ({ layers: [], words });

function embedding(view: TensorView): InsideNow {
  const { rgb, explained } = principalColours(view, contentCells(view));
  const { width, height } = contentCells(view);
  const share = explained.reduce((sum, part) => sum + part, 0);
  return {
    layers: [embeddingLayer(view, rgb, 0.85, false)],
    words: `${width} × ${height} cells, ${view.channels} channels; colours: ${formatShare(share)} of the variance`,
  };
}

function likeness(view: TensorView, at: ImagePoint | null): InsideNow {
  if (!at) return say('point at a place');
  const cosines = cosineTo(view, directionOf(view, at));
  const { median, above } = spreadOf(cosines, view);
  return {
    layers: [likenessLayer(view, cosines)],
    words: `cosine to this place: median ${median.toFixed(2)}, above 0.7 on ${formatShare(above)}`,
  };
}

function logits(plane: LogitsPlane | null): InsideNow {
  if (!plane) return say('click on a thing');
  const { stability, undecided } = thresholdEffect(plane, 0, STABILITY_OFFSET);
  return {
    layers: [logitsLayer(plane, 0, STABILITY_OFFSET, reachOf(plane))],
    words: `stability score ${stability.toFixed(2)}, undecided on ${formatShare(undecided)}`,
  };
}

/**
 * @param view the embedding; undefined while it is read, null for a model that keeps none
 * @param at where the person points, picture pixels
 */
export function insideNow(
  inside: Inside,
  view: TensorView | null | undefined,
  plane: LogitsPlane | null,
  at: ImagePoint | null,
): InsideNow {
  if (inside === 'none') return NOTHING;
  if (inside === 'logits') return logits(plane);
  if (view === undefined) return NOTHING;
  if (view === null) return say('this model shows no embedding');
  return inside === 'embedding' ? embedding(view) : likeness(view, at);
}
