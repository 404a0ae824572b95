/** A video as it opens, with or without work done on it before, and its work as it is kept. */
import type { StoreApi } from 'zustand/vanilla';
import { SegError } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import type { FilmDoc } from './film-doc.ts';
import { firstObject } from './film-objects.ts';
import type { FilmShelf, FilmWork } from './film-shelf.ts';
import type { FilmState } from './film-state.ts';

type Opened = FilmDoc & Pick<FilmState, 'active' | 'at' | 'range'>;

/** @throws SegError `bad-file` for work that was done on a video of another size or length; the clip is closed */
export function openedState(clip: Clip, work: FilmWork | null): Opened {
  const { size, times, truths } = clip;
  const range = { first: 0, last: times.length - 1 };
  if (!work) {
    const object = firstObject(truths[0]?.name ?? null);
    return { objects: [object], tracks: new Map(), active: object.id, at: 0, range };
  }
  if (work.frames !== times.length || work.size.width !== size.width || work.size.height !== size.height) {
    clip.close();
    throw new SegError(
      'bad-file',
      `the work belongs to “${work.name}”, ${work.frames} frames of ${work.size.width} × ${work.size.height}; “${clip.name}” has ${times.length} frames of ${size.width} × ${size.height}`,
    );
  }
  // True masks belong to the clip: those that were read from files are not stored.
  const objects = work.doc.objects.map((object) =>
    truths.some(({ name }) => name === object.truth) ? object : { ...object, truth: null },
  );
  return { objects, tracks: work.doc.tracks, active: objects[0]?.id ?? '', at: work.at, range: work.range };
}

/** From now on the shelf has what is on screen. @returns ends that */
export function shelve(api: StoreApi<FilmState>, films: FilmShelf): () => void {
  const kept = ['clip', 'objects', 'tracks', 'at', 'range'] as const;
  return api.subscribe((now, before) => {
    if (kept.every((key) => now[key] === before[key])) return;
    const { clip, objects, tracks, at, range } = now;
    const doc = { objects, tracks };
    const frames = clip?.times.length ?? 0;
    films.put(clip && { name: clip.name, source: clip.source, size: clip.size, frames, at, range, doc });
  });
}
