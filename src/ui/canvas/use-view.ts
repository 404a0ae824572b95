/** The stage's own view: follows its prop, stays fitted while it should, and reports what the person does to it. */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../../core/geometry/space.ts';
import type { StagePicture, StageProps, Viewport } from './stage-types.ts';
import { clampViewport, fitViewport, sameViewport } from './viewport.ts';

export interface ViewControl {
  readonly view: Viewport;
  /** The view as of the last event, before React has drawn it. */
  readonly current: () => Viewport;
  readonly set: (view: Viewport) => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
}

const NOWHERE: Size = { width: 1, height: 1 };

/** @param stage null until laid out */
export function useView(
  picture: StagePicture | null,
  stage: Size | null,
  wanted: StageProps['viewport'],
  onGesture: StageProps['onGesture'],
): ViewControl {
  const size = picture?.size ?? NOWHERE;
  const room = stage ?? NOWHERE;
  const [view, setView] = useState<Viewport>(() => fitViewport(size, room));
  const live = useRef(view);
  const fitted = useRef(true);
  const told = useRef<Viewport | null>(null);

  const show = useCallback((next: Viewport) => {
    live.current = next;
    setView(next);
  }, []);

  // Another picture or another stage size: a fitted view is fitted anew, any other is kept where it is.
  const pictureId = picture?.id;
  const shownId = useRef<string | undefined>(undefined);
  const pictureWidth = size.width;
  const pictureHeight = size.height;
  const roomWidth = room.width;
  const roomHeight = room.height;
  useLayoutEffect(() => {
    const nextSize = { width: pictureWidth, height: pictureHeight };
    const nextRoom = { width: roomWidth, height: roomHeight };
    if (shownId.current !== pictureId) {
      shownId.current = pictureId;
      fitted.current = true;
    }
    show(fitted.current ? fitViewport(nextSize, nextRoom) : clampViewport(live.current, nextSize, nextRoom));
  }, [pictureId, pictureWidth, pictureHeight, roomWidth, roomHeight, show]);

  // The place asked for another view than the one it was last told of.
  useLayoutEffect(() => {
    const nextSize = { width: pictureWidth, height: pictureHeight };
    const nextRoom = { width: roomWidth, height: roomHeight };
    if (wanted === 'fit') {
      told.current = null;
      fitted.current = true;
      show(fitViewport(nextSize, nextRoom));
    } else if (!told.current || !sameViewport(told.current, wanted)) {
      told.current = wanted;
      fitted.current = false;
      show(clampViewport(wanted, nextSize, nextRoom));
    }
  }, [wanted, pictureWidth, pictureHeight, roomWidth, roomHeight, show]);

  const tell = useCallback(
    (next: Viewport) => {
      told.current = next;
      show(next);
      onGesture({ kind: 'viewport', viewport: next });
    },
    [show, onGesture],
  );
  const set = useCallback(
    (next: Viewport) => {
      fitted.current = false;
      tell(next);
    },
    [tell],
  );
  const fit = useCallback(() => {
    fitted.current = true;
    tell(fitViewport({ width: pictureWidth, height: pictureHeight }, { width: roomWidth, height: roomHeight }));
  }, [tell, pictureWidth, pictureHeight, roomWidth, roomHeight]);
  const actualSize = useCallback(() => {
    const now = { centre: live.current.centre, zoom: 1 };
    set(clampViewport(now, { width: pictureWidth, height: pictureHeight }, { width: roomWidth, height: roomHeight }));
  }, [set, pictureWidth, pictureHeight, roomWidth, roomHeight]);
  const current = useCallback(() => live.current, []);
  return { view, current, set, fit, actualSize };
}
