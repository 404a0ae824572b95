/** Plays a video: each frame at its own time, between the in and the out point. */
import { useEffect, useMemo, useState } from 'react';
import type { Clip } from '../../contract/video.ts';
import type { Film } from '../../state/tasks/film-state.ts';

export interface Playing {
  /** 0 while it stands still; 2 is twice as fast. */
  readonly direction: number;
  readonly play: (direction: number) => void;
}

export function usePlay(film: Film, clip: Clip | null): Playing {
  const [direction, play] = useState(0);
  const times = clip?.times;
  useEffect(() => {
    if (direction === 0 || !times) return;
    let handle = 0;
    let at = film.api.getState().at;
    let time = times[at] ?? 0;
    let before = performance.now();
    const step = (now: number): void => {
      handle = requestAnimationFrame(step);
      const state = film.api.getState();
      const { first, last } = state.range;
      // The person went elsewhere: played on from there.
      if (state.at !== at) time = times[state.at] ?? 0;
      time += ((now - before) / 1000) * direction;
      before = now;
      const [from, to] = [times[first] ?? 0, (times[last] ?? 0) + (times[1] ?? 0)];
      if (time >= to) time = from;
      else if (time < from) time = times[last] ?? 0;
      at = frameAt(times, time, state.at);
      if (at !== state.at) film.go(at);
    };
    handle = requestAnimationFrame(step);
    return () => cancelAnimationFrame(handle);
  }, [direction, film, times]);
  return useMemo(() => ({ direction, play }), [direction]);
}

/** The last frame whose time has come, looked for from a frame nearby. */
function frameAt(times: readonly number[], time: number, near: number): number {
  let at = near;
  while (at + 1 < times.length && (times[at + 1] ?? 0) <= time) at++;
  while (at > 0 && (times[at] ?? 0) > time) at--;
  return at;
}
