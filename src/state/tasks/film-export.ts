/** A video's masks, or what they cut out, as files. */
import { throwIfAborted } from '../../contract/errors.ts';
import type { ExportFile } from '../../contract/export.ts';
import type { Clip, FilmBackground, FilmCut, VideoService } from '../../contract/video.ts';
import { fileNameOf, withoutExtension } from '../../core/formats/text.ts';
import {
  cvatVideoXml,
  davisMasks,
  motsText,
  tracksCsv,
  type VideoTracks,
  youtubeVisJson,
} from '../../core/formats/video-tracks.ts';
import type { Size } from '../../core/geometry/space.ts';
import { combinePacked, emptyPacked, type PackedMask } from '../../core/mask/packed.ts';
import type { ExportService } from '../deps.ts';
import { type FilmDoc, isMarked, masksOf, packedOf } from './film-doc.ts';
import type { FilmState } from './film-state.ts';

/** What can be written. */
export type FilmExport = 'video' | 'gif' | 'pictures' | 'davis' | 'youtube-vis' | 'mots' | 'cvat' | 'csv';

type Exporter = Pick<ExportService, 'annotations' | 'zip'>;
type Report = (done: number, total: number) => void;

/** One black and white PNG a frame, every object white, numbered as DAVIS numbers them: `00000.png` first. */
export async function filmMasks(
  exporter: Pick<ExportService, 'annotations'>,
  clip: Pick<Clip, 'name' | 'size' | 'times'>,
  doc: FilmDoc,
): Promise<readonly ExportFile[]> {
  const files: ExportFile[] = [];
  for (let frame = 0; frame < clip.times.length; frame++) {
    const mask = coveredBy(doc, frame, clip.size);
    const object = { id: 'all', name: 'all', label: '', mask, color: '#ffffff', score: null };
    const document = { picture: { name: clip.name, ...clip.size }, objects: [object] };
    const [file] = await exporter.annotations([document], 'mask', { detail: 0, overlap: 'top-wins' });
    if (file) files.push({ path: `${String(frame).padStart(5, '0')}.png`, blob: file.blob });
  }
  return files;
}

/** What all objects together cover. */
function coveredBy(doc: FilmDoc, frame: number, size: Size): PackedMask {
  const masks = doc.objects.flatMap(({ id }) => {
    const mask = masksOf(doc, id).get(frame)?.mask;
    return mask ? [packedOf(mask)] : [];
  });
  return masks.reduce((all, mask) => combinePacked(all, mask, 'unite'), emptyPacked(size));
}

const framesOf = ({ range }: Pick<FilmState, 'range'>): readonly number[] =>
  Array.from({ length: range.last - range.first + 1 }, (_, i) => range.first + i);

function tracksOf(state: FilmState, clip: Clip): VideoTracks {
  return {
    name: withoutExtension(clip.name),
    size: clip.size,
    frames: framesOf(state),
    times: clip.times,
    objects: state.objects.map(({ id, name }) => ({
      name,
      masks: new Map(
        [...masksOf(state, id)].map(([frame, mask]) => [
          frame,
          {
            mask: mask.mask && packedOf(mask.mask),
            isMarked: isMarked(mask),
            confidence: mask.doubt === null ? null : 1 - mask.doubt,
          },
        ]),
      ),
    })),
  };
}

/** A file to be saved, with what is worth saying. */
export interface ExportedFilm {
  readonly blob: Blob;
  readonly name: string;
  readonly notes: readonly string[];
}

/**
 * The frames between the in and the out point in one file.
 * @throws SegError `unsupported-image`, `bad-file`, `aborted`
 */
export async function exportFilm(
  kind: FilmExport,
  background: FilmBackground,
  state: FilmState,
  clip: Clip,
  { exporter, video }: { readonly exporter: Exporter; readonly video: VideoService },
  signal: AbortSignal,
  report: Report,
): Promise<ExportedFilm> {
  const base = fileNameOf(withoutExtension(clip.name), 'video');
  const text = (content: string, ending: string, type: string): ExportedFilm => ({
    blob: new Blob([content], { type }),
    name: `${base}${ending}`,
    notes: [],
  });
  const cut: FilmCut = {
    clip,
    frames: framesOf(state),
    mask: (frame) => coveredBy(state, frame, clip.size),
    background,
  };
  switch (kind) {
    case 'video':
    case 'gif': {
      const { blob, ending, notes } = await video[kind === 'gif' ? 'gif' : 'encode'](cut, signal, report);
      return { blob, name: `${base}-cut.${ending}`, notes };
    }
    case 'pictures': {
      const files = await video.pictures(cut, signal, report);
      const named = files.map(({ name, blob }) => ({ path: name, blob }));
      return { blob: await exporter.zip(named, signal), name: `${base}-frames.zip`, notes: [] };
    }
    case 'davis': {
      const files: ExportFile[] = [];
      for (const file of davisMasks(tracksOf(state, clip))) {
        throwIfAborted(signal);
        const { path, blob } = await video.file(file);
        files.push({ path: `${base}/${path}`, blob });
        report(files.length, cut.frames.length);
      }
      return { blob: await exporter.zip(files, signal), name: `${base}-davis.zip`, notes: [] };
    }
    case 'youtube-vis':
      return text(JSON.stringify(youtubeVisJson(tracksOf(state, clip))), '-coco-video.json', 'application/json');
    case 'mots':
      return text(motsText(tracksOf(state, clip)), '-mots.txt', 'text/plain');
    case 'cvat':
      return text(cvatVideoXml(tracksOf(state, clip)), '-cvat.xml', 'application/xml');
    case 'csv':
      return text(tracksCsv(tracksOf(state, clip)), '-masks.csv', 'text/csv');
  }
}
