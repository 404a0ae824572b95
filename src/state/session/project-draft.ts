/** Between what is open and a stored project. */
import { SegError } from '../../contract/errors.ts';
import {
  type DocGraph,
  PLAIN_VERSION,
  PROJECT_FORMAT,
  PROJECT_VERSION,
  type ProjectDraft,
  type ProjectSource,
  type StoredPicture,
} from '../../contract/project.ts';
import { DEFAULT_CUT_EDGE } from '../../core/edges/cutout-pixels.ts';
import { sameTune } from '../../core/edges/edge-tune.ts';
import type { StripContent, StripDocument } from '../pictures/strip-types.ts';
import type { FilmWork } from '../tasks/film-shelf.ts';
import { readFilm } from './read-film.ts';
import { copied, readGraph } from './read-graph.ts';
import { writeFilm } from './write-film.ts';
import { boundSnapshot, createPartList, writeGraph } from './write-graph.ts';

/** Undo steps of one picture are stored as far as they fit into this; the present always is. */
const HISTORY_BYTES: number = 64 << 20;
const HISTORY_STEPS = 300;

/** Whether a reader of version 2 would lose something of a document without a word. */
function usesVersion3({ objects, docs }: DocGraph): boolean {
  const { kind, tune } = DEFAULT_CUT_EDGE;
  return (
    objects.some((o) => o.maskPrompt !== null || o.unknown !== null) ||
    docs.some(({ edge }) => edge.kind !== kind || !sameTune(edge.tune, tune))
  );
}

/** Everything that is open, ready to be stored; null when nothing is. */
export function draftProject(
  documents: readonly StripDocument[],
  activeId: string | null,
  film: FilmWork | null,
): ProjectDraft | null {
  const list = createPartList();
  const pictures: StoredPicture[] = [];
  let active = 0;
  for (const { item, source, work } of documents) {
    if (source.kind !== 'file') continue;
    const { blob, name } = source;
    const { thumbnail } = item;
    if (item.id === activeId) active = pictures.length;
    pictures.push({
      id: item.id,
      name: item.name,
      file: list.add('picture', blob, () => blob, name),
      type: blob.type,
      thumbnail: thumbnail && list.add('thumbnail', thumbnail, () => thumbnail),
      size: item.size,
      fullSize: item.fullSize,
      objects: work?.doc.objects.length ?? 0,
      work: work && writeGraph(boundSnapshot(work, HISTORY_BYTES, HISTORY_STEPS), list),
    });
  }
  if (pictures.length === 0 && !film) return null;
  const version = film || pictures.some(({ work }) => work && usesVersion3(work)) ? PROJECT_VERSION : PLAIN_VERSION;
  return {
    project: { format: PROJECT_FORMAT, version, active, pictures, film: film && writeFilm(film, list) },
    parts: list.parts,
  };
}

export interface ProjectContents {
  readonly contents: readonly StripContent[];
  /** Null without a picture. */
  readonly activeId: string | null;
  readonly film: FilmWork | null;
}

/**
 * Writes what is open; where the video's files can no longer be read, everything else is written without them.
 * @returns null when nothing is open
 * @throws what `write` throws for any other reason
 */
export async function writeWithOrWithoutVideo<T>(
  documents: readonly StripDocument[],
  activeId: string | null,
  film: FilmWork | null,
  write: (draft: ProjectDraft) => Promise<T>,
): Promise<{ readonly draft: ProjectDraft; readonly result: T; readonly isVideoGone: boolean } | null> {
  const draft = draftProject(documents, activeId, film);
  if (!draft) return null;
  try {
    return { draft, result: await write(draft), isVideoGone: false };
  } catch (thrown) {
    const without =
      SegError.from(thrown).code === 'bad-file' && film?.source
        ? draftProject(documents, activeId, { ...film, source: null })
        : null;
    if (!without) throw thrown;
    return { draft: without, result: await write(without), isVideoGone: true };
  }
}

/**
 * The inverse of {@link draftProject}. Reads everything before anything on screen changes.
 * @throws SegError `bad-file` for a damaged project
 */
export async function readContents({ project, part }: ProjectSource): Promise<ProjectContents> {
  const contents: StripContent[] = [];
  for (const picture of project.pictures) {
    const { id, name, type, size, fullSize, work } = picture;
    if (work && !size) throw new SegError('bad-file', 'The project is damaged: objects without a picture size');
    contents.push({
      id,
      name,
      size,
      fullSize,
      objects: picture.objects,
      source: { kind: 'file', blob: await copied(await part(picture.file), type), name },
      thumbnail: picture.thumbnail === null ? null : await copied(await part(picture.thumbnail), 'image/webp'),
      work: work && size ? await readGraph(work, size, part) : null,
    });
  }
  const active = contents[project.active] ?? contents[0];
  return { contents, activeId: active?.id ?? null, film: project.film && (await readFilm(project.film, part)) };
}

/** The contents under names that are not taken yet. */
export function renamed(read: ProjectContents, taken: ReadonlySet<string>): ProjectContents {
  const { contents, activeId, film } = read;
  const names = new Map(contents.map(({ id }) => [id, taken.has(id) ? crypto.randomUUID() : id]));
  const of = (id: string): string => names.get(id) ?? id;
  return {
    contents: contents.map((c) => ({ ...c, id: of(c.id) })),
    activeId: activeId === null ? null : of(activeId),
    film,
  };
}
