/** Compares a fixture's answers with the formula worked out on paper, pixel by pixel. */
import { expect } from 'vitest';
import type { Placement } from '../../core/geometry/resize.ts';
import { toModel } from '../../core/geometry/resize.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { type LogitsPlane, logitsToMask } from '../../core/mask/logits.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { Fixture } from './fixture-kit.ts';

/** Neither square nor a power of two, so that the two resize rules differ visibly. */
export const SIZE = { width: 300, height: 200 };
export const SOURCE = { x0: 0, y0: 0, x1: SIZE.width, y1: SIZE.height };
export const IN = imagePoint(150, 90);
export const OUT = imagePoint(165, 100);
const BOX = { x0: 120.25, y0: 70, x1: 190, y1: 118.5 };
export const include: Prompt = { kind: 'point', at: IN, label: 'include' };
export const exclude: Prompt = { kind: 'point', at: OUT, label: 'exclude' };
export const box: Prompt = { kind: 'box', box: BOX };

/** The paper formula at a picture point, in canvas pixels: > 0 is mask. */
function expected(
  f: Fixture,
  placement: Placement,
  prompts: readonly Prompt[],
  x: number,
  y: number,
  offset: number,
): number {
  // Radius and offsets are in point space; the canvas may be smaller (EfficientViT: 512 of 1024).
  const unit = placement.canvas.width / f.exact.space;
  const at = toModel(placement, imagePoint(x, y));
  const reach = (label: string): number[] =>
    prompts.flatMap((p) => {
      if (p.kind !== 'point' || p.label !== label || (label === 'exclude' && !f.excludes)) return [];
      const q = toModel(placement, p.at);
      return [Math.hypot(at.x - q.x, at.y - q.y)];
    });
  const includes = reach('include');
  let value = includes.length > 0 ? Math.min(f.exact.radius * unit, ...reach('exclude')) - Math.min(...includes) : 1e6;
  for (const p of prompts) {
    if (p.kind !== 'box') continue;
    const a = toModel(placement, imagePoint(p.box.x0, p.box.y0));
    const b = toModel(placement, imagePoint(p.box.x1, p.box.y1));
    value = Math.min(value, at.x - a.x, b.x - at.x, at.y - a.y, b.y - at.y);
  }
  return value + offset * unit;
}

/** Every pixel whose true distance to the mask's edge is more than half a pixel must be right. */
export function expectExact(
  f: Fixture,
  placement: Placement,
  plane: LogitsPlane,
  prompts: readonly Prompt[],
  offset: number,
): void {
  const mask = logitsToMask(plane, SIZE);
  const { content, canvas } = placement;
  // Half a picture pixel, and half a pixel of point space that SAM adds, in canvas pixels.
  const slack =
    0.5 * Math.max(content.width / SIZE.width, content.height / SIZE.height) + (0.5 * canvas.width) / f.exact.space;
  let wrong = 0;
  let set = 0;
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const truth = expected(f, placement, prompts, x + 0.5, y + 0.5, offset);
      set += mask.data[y * SIZE.width + x] ?? 0;
      if (Math.abs(truth) > slack && (truth > 0 ? 1 : 0) !== mask.data[y * SIZE.width + x]) wrong++;
    }
  }
  expect(wrong).toBe(0);
  expect(set).toBeGreaterThan(100);
}

/** Sizes of the masks that one click is offered, small to large. */
export function offeredOffsets(f: Fixture): readonly number[] {
  const tokens = f.family === 'sam' || f.family === 'hq-sam' || f.family === 'nanosam';
  return (tokens ? f.exact.offsets.slice(-3) : f.exact.offsets).toSorted((a, b) => a - b);
}
