/** Colours and patterns of right and wrong, the same in every view: blue and orange, never red and green. */
import type { ClassPaint } from '../../../core/teach/class-plane.ts';

const rgb = (hex: number): readonly [number, number, number] => [
  ((hex >> 16) & 255) / 255,
  ((hex >> 8) & 255) / 255,
  (hex & 255) / 255,
];

export const RIGHT: ClassPaint = { color: rgb(0x00b287), pattern: 'solid' };
/** Right where the drawing is a pixel wide. */
export const RIGHT_LINE: ClassPaint = { color: rgb(0xf5f5f5), pattern: 'solid' };
/** Claimed, but not true. */
export const WRONG: ClassPaint = { color: rgb(0xe69f00), pattern: 'dots' };
/** True, but not claimed. */
export const MISSED: ClassPaint = { color: rgb(0x2f9be0), pattern: 'stripes' };
/** What is being looked at. */
export const FOCUS: ClassPaint = { color: rgb(0xf0e442), pattern: 'grid' };

/** By the classes of `errorMap`: right background, right mask, wrongly claimed, missed. */
export const ERROR_PAINTS: readonly (ClassPaint | null)[] = [null, RIGHT, WRONG, MISSED];

/** Without its pattern, which would break lines a pixel wide. */
export const plain = (paint: ClassPaint): ClassPaint => ({ ...paint, pattern: 'solid' });
