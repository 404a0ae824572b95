/** Where commands find the stage that is on screen. */
import { createRef, type RefObject } from 'react';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { StageHandle } from '../canvas/stage-types.ts';

/** The stage on screen, or null. */
export const stageHandle: RefObject<StageHandle | null> = createRef<StageHandle>();

let crosshair: ImagePoint | null = null;

/** Remembers where the keyboard's crosshair is, for commands that act there. */
export function setStageCrosshair(at: ImagePoint | null): void {
  crosshair = at;
}

export function stageCrosshair(): ImagePoint | null {
  return crosshair;
}
