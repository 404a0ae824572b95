/** The frame on screen. */
import { useEffect, useRef, useState } from 'react';
import { isAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { useServices } from '../app-context.tsx';

interface Shown {
  readonly index: number;
  readonly bitmap: ImageBitmap;
}

/** @returns the frame asked for, or until it is decoded the one before it; null before the first */
export function useFilmFrame(clip: Clip | null, at: number): Shown | null {
  const app = useServices();
  const [shown, setShown] = useState<(Shown & { readonly of: Clip['frame'] }) | null>(null);
  const wanted = useRef(at);
  const busy = useRef(false);
  const frame = clip?.frame;
  useEffect(() => {
    wanted.current = at;
    if (!frame || busy.current) return;
    // One at a time: what was passed over meanwhile is not decoded.
    const load = async (): Promise<void> => {
      busy.current = true;
      try {
        for (let index = -1; index !== wanted.current; ) {
          index = wanted.current;
          const bitmap = await frame(index);
          setShown({ index, bitmap, of: frame });
        }
      } catch (thrown) {
        if (!isAborted(thrown)) app.store.fail('open-film', thrown);
      } finally {
        busy.current = false;
      }
    };
    void load();
  }, [app, frame, at]);
  useEffect(() => () => shown?.bitmap.close(), [shown]);
  return shown && shown.of === frame ? shown : null;
}
