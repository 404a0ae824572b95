/** What one drawn frame depends on. */
import type { MaskLayer, StagePicture, Viewport } from '../stage-types.ts';

/** Everything a frame depends on. */
export interface Frame {
  readonly picture: StagePicture | null;
  readonly layers: readonly MaskLayer[];
  readonly view: Viewport;
  readonly devicePixelRatio: number;
  /** Seconds, for marching ants; null = standing still. */
  readonly time: number | null;
}
