/** Colours of a scene's classes, with patterns so that neighbours are told apart without colour. */
import { instanceColor } from '../../../../core/color/palette.ts';
import { parseHex } from '../../../../core/color/vision.ts';
import type { ClassPaint } from '../../../../core/teach/class-plane.ts';

const PATTERNS = ['solid', 'stripes', 'dots', 'grid'] as const;

export function classPaint(kind: number): ClassPaint {
  const rgb = parseHex(instanceColor(kind));
  return {
    color: rgb ? [rgb.r / 255, rgb.g / 255, rgb.b / 255] : [1, 0.6, 0],
    pattern: PATTERNS[kind % PATTERNS.length] ?? 'solid',
  };
}
