/** The work on a video written to one file, and read back onto the video. */
import { SegError } from '../../contract/errors.ts';
import { type FilmWork, parseFilmWork } from '../../contract/film-work.ts';
import type { Clip } from '../../contract/video.ts';
import { decodeRle, encodeRle } from '../../core/coco/rle.ts';
import { rleFromString, rleToString } from '../../core/coco/rle-string.ts';
import type { Size } from '../../core/geometry/space.ts';
import { packMask, unpackMask } from '../../core/mask/packed.ts';
import { type MaskRuns, packedToRuns } from '../../core/mask/packed-runs.ts';
import { readPrompt } from '../session/read-graph.ts';
import { type FilmDoc, type FrameMask, type FrameMasks, isMarked, masksOf, packedOf } from './film-doc.ts';

type Video = Pick<Clip, 'name' | 'size' | 'times'>;
type StoredMask = FilmWork['objects'][number]['masks'][number];

const stored = (runs: MaskRuns | null): string | null => runs && rleToString(encodeRle(unpackMask(packedOf(runs))));

const restored = (text: string | null, size: Size): MaskRuns | null =>
  text === null ? null : packedToRuns(packMask(decodeRle(rleFromString(text, size))));

function storedMasks(masks: FrameMasks): StoredMask[] {
  const marked = [...masks].filter(([, mask]) => isMarked(mask));
  return [...masks]
    .toSorted(([a], [b]) => a - b)
    .map(([frame, { mask, prompts, under, likeness, doubt, from }]) => ({
      frame,
      mask: stored(mask),
      prompts: prompts.map((prompt) => (prompt.kind === 'brush' ? { ...prompt, path: [...prompt.path] } : prompt)),
      under: stored(under),
      likeness,
      doubt,
      // What came from a mark that is no more is reached anew.
      from: marked.flatMap(([at, other]) => (other.mask && from.includes(other.mask) ? [at] : [])),
    }));
}

/** @returns the file's text */
export function writeFilmWork(doc: FilmDoc, { name, size, times }: Video): string {
  const work: FilmWork = {
    format: 'segment-playground-film',
    version: 1,
    video: { name, ...size, frames: times.length },
    objects: doc.objects.map(({ id, name: of, color }) => ({ name: of, color, masks: storedMasks(masksOf(doc, id)) })),
  };
  return JSON.stringify(work);
}

function masksFrom(list: readonly StoredMask[], size: Size): FrameMasks {
  const bare = new Map(
    list.map(({ frame, mask, under, prompts, likeness, doubt }): [number, FrameMask] => [
      frame,
      {
        mask: restored(mask, size),
        plane: null,
        prompts: prompts.map(readPrompt),
        under: restored(under, size),
        likeness,
        doubt,
        from: [],
      },
    ]),
  );
  const masks = new Map(bare);
  for (const { frame, from } of list) {
    const mask = bare.get(frame);
    const anchors = from.flatMap((at) => bare.get(at)?.mask ?? []);
    if (mask && anchors.length > 0) masks.set(frame, { ...mask, from: anchors });
  }
  return masks;
}

/**
 * @throws SegError `bad-file` with words for a file of another kind, damaged masks, or a video of another size or length
 */
export function readFilmWork(text: string, video: Video): FilmDoc {
  const { video: of, objects } = parseFilmWork(text);
  const { size, times } = video;
  if (of.width !== size.width || of.height !== size.height || of.frames !== times.length)
    throw new SegError(
      'bad-file',
      `the work belongs to “${of.name}”, ${of.frames} frames of ${of.width} × ${of.height}; open is “${video.name}”, ${times.length} frames of ${size.width} × ${size.height}`,
    );
  const ids = objects.map((_, i) => `object-${i + 1}`);
  const tracks = new Map<string, FrameMasks>();
  for (const [i, { name, masks }] of objects.entries()) {
    if (masks.some(({ frame }) => frame >= times.length))
      throw new SegError('bad-file', `“${name}” has a mask after the last frame`);
    try {
      tracks.set(ids[i] ?? '', masksFrom(masks, size));
    } catch (cause) {
      throw new SegError('bad-file', `a mask of “${name}” is damaged`, { cause });
    }
  }
  return {
    objects: objects.map(({ name, color }, i) => ({ id: ids[i] ?? '', name, color, truth: null })),
    tracks,
  };
}
