/** A mask in words, for people who do not see the screen. */
import { type ImageBox, intersectBoxes } from '../geometry/box.ts';
import type { Size } from '../geometry/space.ts';
import { type PackedMask, packedArea } from '../mask/packed.ts';

/** Share as people say it: "0 %", "less than 1 %", "12 %", "100 %"; 0 and 100 only when exactly so. */
export function shareInWords(area: number, total: number): string {
  if (area <= 0 || total <= 0) return '0 %';
  const percent = (100 * area) / total;
  if (percent < 1) return 'less than 1 %';
  if (area < total && percent > 99) return 'more than 99 %';
  return `${Math.round(percent)} %`;
}

function third(position: number, low: string, high: string): string {
  return position < 1 / 3 ? low : position > 2 / 3 ? high : '';
}

/** Which ninth of the picture holds the middle of the box: "upper left", "right", "centre" and so on. */
export function placeInWords(box: ImageBox, size: Size): string {
  const vertical = third((box.y0 + box.y1) / 2 / size.height, 'upper', 'lower');
  const horizontal = third((box.x0 + box.x1) / 2 / size.width, 'left', 'right');
  if (vertical === '' && horizontal === '') return 'centre';
  if (horizontal === '') return vertical === 'upper' ? 'top' : 'bottom';
  return vertical === '' ? horizontal : `${vertical} ${horizontal}`;
}

/** What changed between an earlier mask and now, as a share of the picture with its sign: "grew by 3 %". Empty when within 1 %. */
export function changeInWords(before: number, after: number, total: number): string {
  const percent = Math.round((100 * (after - before)) / total);
  if (percent === 0) return '';
  return percent > 0 ? `grew by ${percent} %` : `shrank by ${-percent} %`;
}

/**
 * "covers 12 % of the picture, upper left", with the predicted quality when there is one:
 * ", predicted quality 0.91". An empty mask "covers nothing".
 *
 * @param quality the model's own IoU prediction, 0..1; NaN when it has none
 */
export function describeMask(mask: PackedMask, quality: number = Number.NaN): string {
  const area = packedArea(mask);
  if (area === 0) return 'covers nothing';
  const total = mask.width * mask.height;
  const whole = area === total ? '' : `, ${placeInWords(mask.box, mask)}`;
  const said = Number.isFinite(quality) ? `, predicted quality ${quality.toFixed(2)}` : '';
  return `covers ${shareInWords(area, total)} of the picture${whole}${said}`;
}

/** What lies under the keyboard's crosshair, for its announcement: "x 120, y 80, upper left". */
export function describePosition(x: number, y: number, size: Size): string {
  const point = intersectBoxes({ x0: x, y0: y, x1: x, y1: y }, { x0: 0, y0: 0, x1: size.width, y1: size.height });
  return `x ${Math.round(x)}, y ${Math.round(y)}, ${placeInWords(point, size)}`;
}
