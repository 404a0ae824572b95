/** Where the person points at the stage: with the pointer, a finger or the keyboard's crosshair. */
import { useEffect, useState } from 'react';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { StageGesture } from '../canvas/stage-types.ts';
import type { LearnViewProps } from './view.ts';

/** The place that a gesture points at, or null where it points at none. */
export function pointedAt(gesture: StageGesture): ImagePoint | null {
  return gesture.kind === 'hover' || gesture.kind === 'click' || gesture.kind === 'crosshair' ? gesture.at : null;
}

/** The last place pointed at; it stays when the pointer leaves, so that its figures can be read. */
export function usePointer(onGesture: LearnViewProps['onGesture']): ImagePoint | null {
  const [at, setAt] = useState<ImagePoint | null>(null);
  useEffect(() => {
    onGesture((gesture) => {
      const place = pointedAt(gesture);
      if (place) setAt(place);
      return false;
    });
    return () => onGesture(null);
  }, [onGesture]);
  return at;
}
