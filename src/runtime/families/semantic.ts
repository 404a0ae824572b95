/**
 * Semantic segmentation without prompts (SegFormer, DeepLab): class values [1, C, h, w], or the classes already chosen as
 * whole numbers. Values are enlarged before the greatest is taken, as these models' own post-processing does: the border
 * between two classes lies where their enlarged values cross. A click picks the class that wins there.
 */
import type { Candidate } from '../../contract/segmenter.ts';
import { boxHeight, boxWidth } from '../../core/geometry/box.ts';
import type { Placement } from '../../core/geometry/resize.ts';
import type { ImagePoint, Size } from '../../core/geometry/space.ts';
import { contentOfPlane, type LogitsPlane, sampleLogits } from '../../core/mask/logits.ts';
import { strongestPlane } from '../../core/mask/strongest-plane.ts';
import { type DenseMap, dense } from './dense.ts';
import type { Family } from './family.ts';
import { candidateOf } from './planes.ts';

/** Values of all classes together that are enlarged at once: about a tenth of a second's work. */
const MOST_VALUES = 24_000_000;
/** Candidates without a click are a plane each: this many values of them at most. */
const MOST_ANSWER = 16_000_000;

/** The classes' values over the picture part, at a size that the budget allows; the picture's own size where it fits. */
function enlarged(map: DenseMap, placement: Placement, planes: number): DenseMap & { readonly whole: boolean } {
  const { source } = placement;
  const picture = { width: Math.round(boxWidth(source)), height: Math.round(boxHeight(source)) };
  const most = Math.min(MOST_VALUES / map.channels, MOST_ANSWER / planes);
  const scale = Math.min(1, Math.sqrt(most / (picture.width * picture.height)));
  const size = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  if (size.width * size.height <= map.width * map.height || map.labels) return { ...map, whole: false };
  const area = size.width * size.height;
  const data = new Float32Array(map.channels * area);
  const region = { x0: 0, y0: 0, x1: size.width, y1: size.height };
  for (let c = 0; c < map.channels; c++) {
    data.set(sampleLogits(planeOf(map, c, placement, region), region), c * area);
  }
  return { labels: false, channels: map.channels, ...size, data, whole: true };
}

function planeOf(
  { data, width, height }: DenseMap,
  c: number,
  placement: Placement,
  box: LogitsPlane['box'],
): LogitsPlane {
  const plane = Float32Array.from(data.subarray(c * width * height, (c + 1) * width * height));
  return { width, height, data: plane, content: contentOfPlane(placement, { width, height }), box };
}

/** Places of a plane, and where it lies on the picture: an enlarged one shows the picture alone, without padding. */
function placementOf(placement: Placement, { width, height, whole }: Size & { readonly whole: boolean }): Placement {
  const size = { width, height };
  return whole ? { source: placement.source, content: size, canvas: size } : placement;
}

type Enlarged = DenseMap & { readonly whole: boolean };

/** Stands for a difference of 0 where the class wins as the first of equals: above 0, and below any real difference that matters. */
const TIED = 1e-6;

/** Own value minus the greatest other one: above 0 exactly where the class wins, so that each pixel has one. Score: its mean probability there is not known, NaN. */
function classCandidate(map: Enlarged, own: number, placement: Placement): Candidate {
  const { data, channels, width, height, labels } = map;
  const plane = width * height;
  const margin = Float32Array.from({ length: plane }, (_, i) => {
    if (labels) return data[i] === own ? 1 : -1;
    const value = data[own * plane + i] ?? 0;
    let other = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < own; c++) other = Math.max(other, data[c * plane + i] ?? 0);
    const isFirst = other < value;
    for (let c = own + 1; c < channels; c++) other = Math.max(other, data[c * plane + i] ?? 0);
    return value === other && isFirst ? TIED : value - other;
  });
  return candidateOf(margin, 0, { width, height }, placementOf(placement, map), Number.NaN);
}

/** The class at every place. */
function winners({ data, channels, width, height, labels }: DenseMap): ArrayLike<number> & Iterable<number> {
  if (labels) return data;
  const plane = width * height;
  return strongestPlane(Array.from({ length: channels }, (_, c) => data.subarray(c * plane, (c + 1) * plane)));
}

/** The class of the clicked pixel, as a mask drawn from the map has it. */
function classAt(map: Enlarged, placement: Placement, at: ImagePoint): number {
  const { width, height } = map;
  const { source } = placement;
  const { content, canvas } = placementOf(placement, map);
  const [x, y] = [Math.floor(at.x) + 0.5, Math.floor(at.y) + 0.5];
  const cell = (share: number, part: number, whole: number, cells: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor(((share * part) / whole) * cells)));
  const column = cell((x - source.x0) / boxWidth(source), content.width, canvas.width, width);
  const row = cell((y - source.y0) / boxHeight(source), content.height, canvas.height, height);
  const first = winners({ ...map, width: 1, height: 1, data: valuesAt(map, row * width + column) })[0] ?? 0;
  if (map.labels) return first;
  // Between the places of a map that is smaller than the picture, a neighbour's class may win.
  const pixel = { x0: x - 0.5, y0: y - 0.5, x1: x + 0.5, y1: y + 0.5 };
  const near = new Set([first]);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const [cx, cy] = [column + dx, row + dy];
      if (cx < 0 || cy < 0 || cx >= width || cy >= height) continue;
      near.add(winners({ ...map, width: 1, height: 1, data: valuesAt(map, cy * width + cx) })[0] ?? 0);
    }
  }
  const holds = [...near].find((own) => (sampleLogits(classCandidate(map, own, placement).logits, pixel)[0] ?? 0) > 0);
  return holds ?? first;
}

function valuesAt({ data, channels, width, height }: DenseMap, i: number): Float32Array {
  return Float32Array.from({ length: channels }, (_, c) => data[c * width * height + i] ?? 0);
}

/** The main output: one that is called so, and no helper that only training reads. */
function mainOutput(names: readonly string[]): string | undefined {
  const main = names.filter((n) => !/aux/i.test(n));
  return main.find((n) => /logits|out/i.test(n)) ?? main[0] ?? names[0];
}

export const semantic: Family = dense({
  id: 'semantic',
  output: mainOutput,
  answer: (map, placement, at) => {
    if (at) {
      const large = enlarged(map, placement, 1);
      return { candidates: [classCandidate(large, classAt(large, placement, at), placement)], best: 0 };
    }
    const large = enlarged(map, placement, Math.max(1, new Set(winners(map)).size));
    const areas = new Map<number, number>();
    for (const label of winners(large)) areas.set(label, (areas.get(label) ?? 0) + 1);
    const present = [...areas].toSorted((a, b) => b[1] - a[1]).map(([label]) => label);
    return { candidates: present.map((label) => classCandidate(large, label, placement)), best: 0 };
  },
});
