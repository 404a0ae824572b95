/** Grid, masks and what was dropped, as the stage shows them. */
import { instanceColor } from '../../../../core/color/palette.ts';
import { parseHex } from '../../../../core/color/vision.ts';
import { boxHeight, boxWidth, type ImageBox } from '../../../../core/geometry/box.ts';
import { pointGrid } from '../../../../core/prompt/grid.ts';
import type { ClassPaint } from '../../../../core/teach/class-plane.ts';
import { paintClasses } from '../../../../core/teach/class-plane.ts';
import { coverMap } from '../../../../core/teach/everything-steps.ts';
import type { EveryMask } from '../../../../state/learn/every-mask.ts';
import type { MaskLayer } from '../../../canvas/stage-types.ts';
import { FOCUS, WRONG } from '../../plot/paints.ts';
import { colourLayer } from '../../plot/stage-layers.ts';

/** Side of the plane that grid points are drawn on. */
const GRID_PLANE = 512;
const DOT = 3;

function colorOf(n: number): readonly [number, number, number] {
  const rgb = parseHex(instanceColor(n));
  return rgb ? [rgb.r / 255, rgb.g / 255, rgb.b / 255] : [1, 0.6, 0];
}

function dots(box: ImageBox, points: readonly { readonly x: number; readonly y: number }[], big: number): MaskLayer {
  const scale = GRID_PLANE / Math.max(boxWidth(box), boxHeight(box));
  const width = Math.max(1, Math.round(boxWidth(box) * scale));
  const height = Math.max(1, Math.round(boxHeight(box) * scale));
  const data = new Uint8Array(width * height);
  for (const [i, { x, y }] of points.entries()) {
    const radius = i === big ? 3 * DOT : DOT;
    const [cx, cy] = [(x - box.x0) * scale, (y - box.y0) * scale];
    for (let py = Math.max(0, Math.floor(cy - radius)); py <= Math.min(height - 1, cy + radius); py++) {
      for (let px = Math.max(0, Math.floor(cx - radius)); px <= Math.min(width - 1, cx + radius); px++) {
        if (Math.hypot(px + 0.5 - cx, py + 0.5 - cy) <= radius) data[py * width + px] = 1;
      }
    }
  }
  const paint: ClassPaint = { color: FOCUS.color, pattern: 'solid' };
  const plane = paintClasses({ width, height, data }, [null, paint]);
  return { ...colourLayer('grid', { ...plane, box }, 1) };
}

/** The points that will be asked, in any order. */
export function gridLayers(box: ImageBox, pointsPerSide: number): readonly MaskLayer[] {
  return [dots(box, pointGrid(box, pointsPerSide), -1)];
}

/** All masks of one grid point, in the order asked, with the point itself. */
export function pointLayers(every: EveryMask, point: number): readonly MaskLayer[] {
  const points = pointGrid(every.box, every.pointsPerSide, 'coarse');
  const mine = every.masks.flatMap((m, i) => (m.point === point ? [i] : []));
  return [...maskLayers('masks', every, mine, mine), dots(every.box, points, point)];
}

/** What a step leaves, each in its colour; or what it drops, dotted. */
export function stepLayers(
  every: EveryMask,
  { left, dropped }: { readonly left: readonly number[]; readonly dropped: readonly number[] },
  showDropped: boolean,
): readonly MaskLayer[] {
  return showDropped
    ? maskLayers('dropped', every, dropped, dropped, WRONG.pattern)
    : maskLayers('left', every, left, left);
}

function maskLayers(
  id: string,
  every: EveryMask,
  shown: readonly number[],
  order: readonly number[],
  pattern: ClassPaint['pattern'] = 'solid',
): readonly MaskLayer[] {
  const { plane, content, box } = every;
  const cover = coverMap(every.masks, shown, plane.width * plane.height);
  const paints: (ClassPaint | null)[] = [null];
  for (const [n, index] of order.entries()) paints[index + 1] = { color: colorOf(n), pattern };
  const painted = paintClasses({ ...plane, data: cover }, paints);
  return [colourLayer(id, { ...painted, content, box }, 0.6)];
}
