/** The work on a video, where sessions and project files find it: the video's page is loaded only when it is visited. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClipSource } from '../../contract/video.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { FilmDoc } from './film-doc.ts';
import type { FrameRange } from './film-plan.ts';

/** All that is stored of the work on a video. */
export interface FilmWork {
  readonly name: string;
  /** Null where the video itself was not stored: it has to be opened again. */
  readonly source: ClipSource | null;
  readonly size: Size;
  readonly frames: number;
  /** Frame shown. */
  readonly at: number;
  readonly range: FrameRange;
  readonly doc: FilmDoc;
}

export interface ShelfState {
  /** Null while no video has a mask or a prompt. */
  readonly work: FilmWork | null;
  /** False for work that was read from a session or project and waits for its video to be opened. */
  readonly isOpen: boolean;
}

export interface FilmShelf {
  readonly api: StoreApi<ShelfState>;
  /** What the video's page works on; without masks it counts as nothing. */
  put(work: FilmWork | null): void;
  /** Work that was read waits here for its video. @returns false where other work is in the way, which stays */
  bring(work: FilmWork): boolean;
  /** Waiting work is let go. */
  discard(): void;
  /** @param tracks of the work that is in a file now */
  saved(tracks: FilmDoc['tracks'] | null): void;
  /** True while there is work that is in no file. */
  hasUnsaved(): boolean;
}

export function createFilmShelf(): FilmShelf {
  const api = createStore<ShelfState>(() => ({ work: null, isOpen: false }));
  /** What is in a file. */
  let safe: FilmDoc['tracks'] | null = null;
  return {
    api,
    put(work) {
      const { work: before, isOpen } = api.getState();
      const hasMasks = work !== null && [...work.doc.tracks.values()].some((masks) => masks.size > 0);
      // A video without masks does not push out work that still waits for its own.
      if (!hasMasks && before && !isOpen) return;
      if (hasMasks || before) api.setState({ work: hasMasks ? work : null, isOpen: hasMasks });
    },
    bring(work) {
      if (api.getState().work) return false;
      api.setState({ work, isOpen: false });
      return true;
    },
    discard() {
      if (!api.getState().isOpen) api.setState({ work: null });
    },
    saved(tracks) {
      safe = tracks;
    },
    hasUnsaved() {
      const { work } = api.getState();
      return work !== null && work.doc.tracks !== safe;
    },
  };
}
