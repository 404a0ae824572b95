/** What the stages of a comparison draw. */
import { type AgreementKind, agreementKinds, pixelsOfKind } from '../../core/compare/agreement.ts';
import { boxOfSize } from '../../core/geometry/box.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { type LaneState, shownPlane } from '../../state/compare/lane-state.ts';
import type { MaskLayer, MaskStyle, StagePrompt } from '../canvas/stage-types.ts';
import type { AgreementNow } from './agreement-now.ts';

/** Blue, orange, green, pink of Okabe and Ito ("Color Universal Design", 2008): told apart in every kind of colour vision. */
export const LANE_COLORS: readonly string[] = ['#56b4e9', '#e69f00', '#00b287', '#cc79a7'];
const ALL_COLOR = '#f2f4f5';
const SOME_COLORS: readonly string[] = ['#b9c2c7', '#7d8a91'];

export function laneColor(index: number): string {
  return LANE_COLORS[index % LANE_COLORS.length] ?? '#56b4e9';
}

/** Letters in the order of the lanes, for people and for screen readers. */
export function laneLetter(index: number): string {
  return 'ABCD'[index] ?? '?';
}

export function rgbOf(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

export function maskStyle(color: string, fill: number): MaskStyle {
  return { color: rgbOf(color), fill, outline: 2, marching: false, soft: 0, dimOutside: 0 };
}

/** @param fill 0 leaves the outline alone, for a mask that must not hide what lies under it */
export function laneLayers(lane: LaneState, color: string, fill: number): readonly MaskLayer[] {
  const plane = shownPlane(lane);
  return plane ? [{ id: lane.id, kind: 'logits', plane, threshold: 0, style: maskStyle(color, fill) }] : [];
}

/** @param lanes places of the lanes whose masks are compared */
export function kindColor(kind: AgreementKind, lanes: readonly number[]): string {
  if (kind.kind === 'all') return ALL_COLOR;
  if (kind.kind === 'only') return laneColor(lanes[kind.mask] ?? kind.mask);
  return SOME_COLORS[kind.count === 3 ? 0 : 1] ?? '#7d8a91';
}

export function kindName(kind: AgreementKind, lanes: readonly number[]): string {
  if (kind.kind === 'all') return 'All agree';
  if (kind.kind === 'only') return `Only ${laneLetter(lanes[kind.mask] ?? kind.mask)}`;
  return `${kind.count} of ${lanes.length}`;
}

/** One layer a kind: plus or minus one on the grid, so that the shader smooths the edge. */
export function agreementLayers({ agreement, lanes }: AgreementNow, picture: Size): readonly MaskLayer[] {
  return agreementKinds(agreement.masks).map((kind): MaskLayer => {
    const mask = pixelsOfKind(agreement, kind);
    const data = Float32Array.from(mask.data, (v) => (v ? 1 : -1));
    const size = { width: mask.width, height: mask.height };
    return {
      id: kind.kind === 'all' ? 'all' : kind.kind === 'only' ? `only-${kind.mask}` : `some-${kind.count}`,
      kind: 'logits',
      plane: { ...size, data, content: size, box: boxOfSize(picture) },
      threshold: 0,
      style: { ...maskStyle(kindColor(kind, lanes), kind.kind === 'all' ? 0.55 : 0.72), outline: 0 },
    };
  });
}

/** Prompts as the stage draws them; the id is the place in the list. */
export function stagePrompts(prompts: readonly Prompt[]): readonly StagePrompt[] {
  return prompts.map((p, i): StagePrompt => {
    const id = String(i);
    if (p.kind === 'box') return { id, kind: 'box', label: 'include', box: p.box };
    if (p.kind === 'brush') return { id, kind: 'brush', label: p.label, path: p.path, radius: p.radius };
    return { id, kind: 'point', label: p.label, at: p.at };
  });
}
