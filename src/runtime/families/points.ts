/** Prompts as the point lists of SAM-like decoders: coordinates on the canvas and SAM's label codes. */
import type { ImageBox } from '../../core/geometry/box.ts';
import { type Placement, toModel } from '../../core/geometry/resize.ts';
import { type ImagePoint, imagePoint } from '../../core/geometry/space.ts';
import { pointsOfStroke } from '../../core/prompt/brush.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';

/** Label codes of `PromptEncoder._embed_points` (segment-anything `prompt_encoder.py`). */
export const LABEL = { padding: -1, exclude: 0, include: 1, boxTopLeft: 2, boxBottomRight: 3 } as const;

export interface PointRule {
  /** Multiplies canvas coordinates; 1 when the decoder counts in canvas pixels. */
  readonly scale: number;
  /** `unless-box`: the decoder expects one (0,0) point with label -1 when there is no box. */
  readonly padding: 'unless-box' | 'never';
  /** `corners`: two points with labels 2 and 3; `separate`: a tensor of its own; `centre`: boxes are not understood. */
  readonly boxes: 'corners' | 'separate' | 'centre';
  /** False when the decoder has no meaning for exclude points; they are left out then. */
  readonly excludes: boolean;
  /** The decoder reads at most this many points; box corners and the newest clicks are kept. */
  readonly most?: number;
}

export interface PointList {
  /** x0, y0, x1, y1, .. in decoder coordinates. */
  readonly coords: readonly number[];
  readonly labels: readonly number[];
  /** x0, y0, x1, y1 in decoder coordinates, only under the rule `separate`. */
  readonly box?: readonly [number, number, number, number];
}

/** The prompts' points, in order, then the box corners, then the padding point that the rule asks for. */
export function pointList(prompts: readonly Prompt[], placement: Placement, rule: PointRule): PointList {
  const coords: number[] = [];
  const labels: number[] = [];
  let box: [number, number, number, number] | undefined;
  const add = (point: ImagePoint, label: number): void => {
    const at = toModel(placement, point);
    coords.push(at.x * rule.scale, at.y * rule.scale);
    labels.push(label);
  };
  for (const prompt of prompts) {
    if (prompt.kind === 'box') {
      if (rule.boxes === 'corners') {
        add(imagePoint(prompt.box.x0, prompt.box.y0), LABEL.boxTopLeft);
        add(imagePoint(prompt.box.x1, prompt.box.y1), LABEL.boxBottomRight);
      } else if (rule.boxes === 'separate') {
        box = cornersOf(prompt.box, placement, rule.scale);
      } else {
        add(centreOf(prompt.box), LABEL.include);
      }
      continue;
    }
    const label = prompt.label === 'include' ? LABEL.include : LABEL.exclude;
    if (label === LABEL.exclude && !rule.excludes) continue;
    for (const { at } of prompt.kind === 'point' ? [prompt] : pointsOfStroke(prompt)) add(at, label);
  }
  if (rule.padding === 'unless-box' && !labels.includes(LABEL.boxTopLeft)) {
    coords.push(0, 0);
    labels.push(LABEL.padding);
  }
  const list = rule.most === undefined ? { coords, labels } : newest(coords, labels, rule.most);
  return box ? { ...list, box } : list;
}

function newest(coords: readonly number[], labels: readonly number[], most: number): PointList {
  const corners = labels.flatMap((label, i) => (label >= LABEL.boxTopLeft ? [i] : []));
  const clicks = labels.flatMap((label, i) => (label < LABEL.boxTopLeft ? [i] : []));
  const room = most - corners.length;
  const kept = [...corners, ...(room > 0 ? clicks.slice(-room) : [])];
  return {
    coords: kept.flatMap((i) => coords.slice(2 * i, 2 * i + 2)),
    labels: kept.flatMap((i) => labels.slice(i, i + 1)),
  };
}

function cornersOf(box: ImageBox, placement: Placement, scale: number): [number, number, number, number] {
  const a = toModel(placement, imagePoint(box.x0, box.y0));
  const b = toModel(placement, imagePoint(box.x1, box.y1));
  return [a.x * scale, a.y * scale, b.x * scale, b.y * scale];
}

function centreOf(box: ImageBox): ImagePoint {
  return imagePoint((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
}
