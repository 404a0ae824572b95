/** The inverse of `write-film.ts`. */
import type { NamedBlob } from '../../contract/export.ts';
import type { StoredFilm } from '../../contract/project.ts';
import type { ClipSource } from '../../contract/video.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { MaskRuns } from '../../core/mask/packed-runs.ts';
import type { FrameMask, FrameMasks } from '../tasks/film-doc.ts';
import type { FilmWork } from '../tasks/film-shelf.ts';
import {
  checkSize,
  copied,
  damaged,
  each,
  type LoadPart,
  readPlane,
  readPrompt,
  readRuns,
  rowAt,
} from './read-graph.ts';

async function readSource(source: StoredFilm['source'], load: LoadPart): Promise<ClipSource | null> {
  if (source.kind === 'absent') return null;
  if (source.kind === 'demo') return source;
  const files: NamedBlob[] = [];
  for (const { name, type, part } of source.files) files.push({ name, blob: await copied(await load(part), type) });
  return { ...source, files };
}

/** @throws SegError `bad-file` for tables that refer to nothing, masks of another size or after the last frame */
export async function readFilm(film: StoredFilm, load: LoadPart): Promise<FilmWork> {
  const { name, size, frames, objects } = film;
  for (const row of film.masks) checkSize(row, size);
  if (new Set(objects.map(({ id }) => id)).size < objects.length)
    throw damaged('two objects of its video have one name');
  const masks = await each(film.masks, readRuns, load);
  const planes = await each(film.planes, readPlane, load);
  const mask = (index: number | null): MaskRuns | null => (index === null ? null : rowAt(masks, index, 'mask'));
  const plane = (index: number | null): LogitsPlane | null => (index === null ? null : rowAt(planes, index, 'mask'));
  const frameMasks = (rows: StoredFilm['objects'][number]['masks']): FrameMasks => {
    const found = new Map<number, FrameMask>();
    for (const row of rows) {
      if (row.frame >= frames || found.has(row.frame)) throw damaged('a mask belongs to no frame of its video');
      found.set(row.frame, {
        mask: mask(row.mask),
        plane: plane(row.plane),
        prompts: row.prompts.map(readPrompt),
        under: mask(row.under),
        likeness: row.likeness,
        doubt: row.doubt,
        from: row.from.map((index) => rowAt(masks, index, 'mask')),
      });
    }
    return found;
  };
  const last = frames - 1;
  const { range } = film;
  return {
    name,
    source: await readSource(film.source, load),
    size,
    frames,
    at: Math.min(film.at, last),
    range: range.first <= range.last && range.last <= last ? range : { first: 0, last },
    doc: {
      objects: objects.map(({ id, name: of, color, truth }) => ({ id, name: of, color, truth })),
      tracks: new Map(objects.flatMap(({ id, masks: rows }) => (rows.length > 0 ? [[id, frameMasks(rows)]] : []))),
    },
  };
}
