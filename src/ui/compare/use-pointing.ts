/** Where the person points: the same place on every stage of the comparison. */
import { useRef, useState } from 'react';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { StageGesture } from '../canvas/stage-types.ts';

interface Place {
  readonly at: ImagePoint;
  /** The stage under the pointer; null when the place was reached by keys, or the pointer has left. */
  readonly stage: string | null;
  readonly shown: boolean;
}

export interface Pointing {
  /** The last place pointed at; it stays when the pointer leaves, so that its figures can be read. */
  readonly at: ImagePoint | null;
  /** The crosshair of a stage: that of the keyboard on all of them, that of the pointer on those that it is not over. */
  readonly crosshair: (stage: string) => ImagePoint | null;
  readonly hear: (stage: string, gesture: StageGesture) => void;
}

export function usePointing(): Pointing {
  const [place, setPlace] = useState<Place | null>(null);
  /** Where the keyboard's crosshair was put last: the stage tells of a hover there too, for previews. */
  const keyed = useRef<ImagePoint | null>(null);
  const gone = (before: Place | null): Place | null => before && { ...before, stage: null, shown: false };
  return {
    at: place?.at ?? null,
    crosshair: (stage) => (place?.shown && place.stage !== stage ? place.at : null),
    hear(stage, gesture) {
      if (gesture.kind === 'hover') {
        if (gesture.at !== keyed.current) setPlace({ at: gesture.at, stage, shown: true });
      } else if (gesture.kind === 'leave') setPlace(gone);
      else if (gesture.kind === 'crosshair') {
        const { at } = gesture;
        keyed.current = at;
        // The pointer took over: its own hover says where it is.
        if (at) setPlace({ at, stage: null, shown: true });
        else setPlace((before) => (before?.stage === null ? gone(before) : before));
      } else if (gesture.kind === 'click' && gesture.pointer === 'touch') {
        setPlace({ at: gesture.at, stage: null, shown: false });
      }
    },
  };
}
