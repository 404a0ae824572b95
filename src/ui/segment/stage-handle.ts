/** Where commands find the stage that is on screen. */
import { createRef, type RefObject } from 'react';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { LinkView } from '../../state/segment-permalink.ts';
import type { StageHandle, Viewport } from '../canvas/stage-types.ts';

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

/** The stage's element, by the words in which it names itself. */
function stageWidth(): number {
  return document.querySelector('[aria-roledescription="picture"]')?.clientWidth ?? 0;
}

let shown: Viewport | null = null;

/** Remembers what is on screen. */
export function setStageView(view: Viewport): void {
  shown = view;
}

/** What is on screen as an address carries it: by the picture, not by the screen; null while nothing is. */
export function currentView(): LinkView | null {
  const width = stageWidth();
  return shown && width > 0 ? { centre: shown.centre, across: width / shown.zoom } : null;
}

/** The viewport that shows a view of an address here. */
export function viewportOf({ centre, across }: LinkView): Viewport {
  return { centre, zoom: Math.max(1, stageWidth()) / across };
}
