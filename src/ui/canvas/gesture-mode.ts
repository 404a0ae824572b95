/** What the pointers on a stage are in the middle of. */
import type { ImageBox } from '../../core/geometry/box.ts';
import type { ImagePoint, ViewPoint } from '../../core/geometry/space.ts';
import type { Span } from './fingers.ts';
import type { FreehandPath } from './freehand-path.ts';
import type { PointerInput } from './gesture-input.ts';
import type { BoxGrip, PromptHit } from './hit-test.ts';

export type Mode =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'press';
      readonly start: PointerInput;
      readonly alternate: boolean;
      readonly hit: PromptHit | null;
      cancelTimer: (() => void) | null;
    }
  | { readonly kind: 'spent' }
  /** `picks`: where the hand went down, for as long as it may mean what lies there; null for other ways to pan. */
  | { readonly kind: 'pan'; last: ViewPoint; readonly picks: ViewPoint | null }
  | { readonly kind: 'pinch'; last: Span }
  | { readonly kind: 'box'; readonly from: ImagePoint }
  | { readonly kind: 'path'; readonly path: FreehandPath }
  | { readonly kind: 'move-point'; readonly id: string; readonly dx: number; readonly dy: number }
  | { readonly kind: 'grip'; readonly id: string; readonly grip: BoxGrip; readonly box: ImageBox };
