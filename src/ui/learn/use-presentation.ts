/** A lesson on the whole screen, stepped by the keys that a presenter's remote sends. */
import { useCallback, useEffect, useState } from 'react';

export interface Presentation {
  readonly active: boolean;
  readonly toggle: () => void;
}

/** Arrows that belong to what has the focus: the picture's crosshair, sliders, choices and text. */
function takesArrows(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest('[role="application"], [role="radiogroup"], input, textarea, select') !== null;
}

export function usePresentation(next: () => void, back: () => void): Presentation {
  const [active, setActive] = useState(false);
  const toggle = useCallback(() => setActive((before) => !before), []);

  useEffect(() => {
    if (!active) return;
    // Where the browser refuses the full screen the lesson fills the window.
    document.documentElement.requestFullscreen?.().catch(() => undefined);
    // What lies behind must not be reached by Tab.
    const header = document.querySelector<HTMLElement>('#root header');
    if (header) header.inert = true;
    const left = (): void => {
      if (!document.fullscreenElement) setActive(false);
    };
    document.addEventListener('fullscreenchange', left);
    return () => {
      document.removeEventListener('fullscreenchange', left);
      if (header) header.inert = false;
      if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    };
  }, [active]);

  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const arrows = !takesArrows(event.target);
      if (event.key === 'PageDown' || (arrows && event.key === 'ArrowRight')) next();
      else if (event.key === 'PageUp' || (arrows && event.key === 'ArrowLeft')) back();
      else if (event.key === 'Escape' && !document.fullscreenElement) setActive(false);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [active, next, back]);

  return { active, toggle };
}
