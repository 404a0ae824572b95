/** Media queries in components. */
import { useCallback, useSyncExternalStore } from 'react';

/** The window is too narrow or too low for the tools above and the objects beside the picture; the style sheets use the same query. */
const COMPACT = '(width < 60rem), (height < 32rem)';
/** Compact and low: tools stand at the side, since height is what there is least of. */
const LOW = '(height < 32rem)';
const TOUCH = '(pointer: coarse)';

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

export const useCompact = (): boolean => useMedia(COMPACT);
export const useLow = (): boolean => useMedia(LOW);
/** Whether a finger points: "tap" instead of "click". */
export const useTouch = (): boolean => useMedia(TOUCH);
/** For commands, which run outside of components. */
export const isCompact = (): boolean => matchMedia(COMPACT).matches;
export const isTouch = (): boolean => matchMedia(TOUCH).matches;
