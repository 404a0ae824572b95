/** Semantic segmentation without prompts (SegFormer, DeepLab): class logits [1, C, h, w]; a click picks the class that wins there. */
import type { Candidate } from '../../contract/segmenter.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import { type DenseMap, dense } from './dense.ts';
import type { Family } from './family.ts';
import { candidateOf } from './planes.ts';

/** The class of greatest logit at every place. */
function winners({ data, channels, width, height }: DenseMap): Int32Array {
  const plane = width * height;
  return Int32Array.from({ length: plane }, (_, i) => {
    let best = 0;
    for (let c = 1; c < channels; c++) if ((data[c * plane + i] ?? 0) > (data[best * plane + i] ?? 0)) best = c;
    return best;
  });
}

/** Own logit minus the greatest other one: above 0 exactly where the class wins. Score: its mean probability there is not known, NaN. */
function classCandidate(map: DenseMap, own: number, placement: Placement): Candidate {
  const { data, channels, width, height } = map;
  const plane = width * height;
  const margin = Float32Array.from({ length: plane }, (_, i) => {
    let other = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < channels; c++) if (c !== own) other = Math.max(other, data[c * plane + i] ?? 0);
    return (data[own * plane + i] ?? 0) - other;
  });
  return candidateOf(margin, 0, { width, height }, placement, Number.NaN);
}

export const semantic: Family = dense({
  id: 'semantic',
  output: (names) => names.find((n) => /logits|out/.test(n)) ?? names[0],
  answer: (map, placement, at) => {
    const labels = winners(map);
    if (at) {
      return { candidates: [classCandidate(map, labels[at.y * map.width + at.x] ?? 0, placement)], best: 0 };
    }
    const areas = new Map<number, number>();
    for (const label of labels) areas.set(label, (areas.get(label) ?? 0) + 1);
    const present = [...areas].toSorted((a, b) => b[1] - a[1]).map(([label]) => label);
    return { candidates: present.map((label) => classCandidate(map, label, placement)), best: 0 };
  },
});
