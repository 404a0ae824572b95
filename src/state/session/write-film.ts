/** The work on a video as tables of numbers, with masks, logits and the video's files set aside as parts. */
import type { StoredFilm, StoredFrameMask } from '../../contract/project.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { MaskRuns } from '../../core/mask/packed-runs.ts';
import { type FrameMasks, masksOf } from '../tasks/film-doc.ts';
import type { FilmWork } from '../tasks/film-shelf.ts';
import { bytesOf, type PartList, storedPrompt, Table } from './write-graph.ts';

/** Bytes of a video's files up to which they are stored with the work. */
export const MOST_VIDEO_BYTES: number = 256 << 20;

function storedSource({ source }: FilmWork, parts: PartList): StoredFilm['source'] {
  if (!source) return { kind: 'absent' };
  if (source.kind === 'demo') return source;
  const bytes = source.files.reduce((sum, { blob }) => sum + blob.size, 0);
  if (bytes > MOST_VIDEO_BYTES) return { kind: 'absent' };
  const files = source.files.map(({ name, blob }) => ({
    name,
    type: blob.type,
    part: parts.add('video', blob, () => blob, name),
  }));
  return { kind: 'files', files, framesPerSecond: source.framesPerSecond };
}

export function writeFilm(work: FilmWork, parts: PartList): StoredFilm {
  const { name, size, frames, at, range, doc } = work;
  const masks = new Table(({ box, width, height, runs }: MaskRuns) => ({
    box,
    width,
    height,
    part: parts.add('mask', runs, () => runs),
  }));
  const planes = new Table((plane: LogitsPlane) => ({
    width: plane.width,
    height: plane.height,
    content: plane.content,
    box: plane.box,
    part: parts.add('plane', plane, () => bytesOf(plane.data)),
  }));
  const stored = (all: FrameMasks): StoredFrameMask[] =>
    [...all]
      .toSorted(([a], [b]) => a - b)
      .map(([frame, { mask, plane, prompts, under, likeness, doubt, from }]) => ({
        frame,
        mask: mask && masks.of(mask),
        plane: plane && planes.of(plane),
        prompts: prompts.map(storedPrompt),
        under: under && masks.of(under),
        likeness,
        doubt,
        from: from.map((anchor) => masks.of(anchor)),
      }));
  const objects = doc.objects.map((object) => ({ ...object, masks: stored(masksOf(doc, object.id)) }));
  return {
    name,
    source: storedSource(work, parts),
    size,
    frames,
    at,
    range,
    masks: masks.rows,
    planes: planes.rows,
    objects,
  };
}
