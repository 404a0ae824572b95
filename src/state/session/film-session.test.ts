import { expect, test } from 'vitest';
import { readProjectZip, writeProjectZip } from '../../client/storage/project-zip.ts';
import { SegError } from '../../contract/errors.ts';
import { PLAIN_VERSION, PROJECT_VERSION, type ProjectDraft, parseProject } from '../../contract/project.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { packMask } from '../../core/mask/packed.ts';
import { type MaskRuns, packedToRuns } from '../../core/mask/packed-runs.ts';
import type { FilmDoc, FrameMask } from '../tasks/film-doc.ts';
import { planFrom } from '../tasks/film-plan.ts';
import { createFilmShelf, type FilmWork } from '../tasks/film-shelf.ts';
import { draftProject, readContents, writeWithOrWithoutVideo } from './project-draft.ts';
import { MOST_VIDEO_BYTES } from './write-film.ts';

const size = { width: 40, height: 30 };

function runs(x: number): MaskRuns {
  const data = new Uint8Array(size.width * size.height);
  for (let y = 5; y < 15; y++) data.fill(1, y * size.width + x, y * size.width + x + 8);
  return packedToRuns(packMask({ ...size, data }));
}

const marked: FrameMask = {
  mask: runs(2),
  plane: {
    width: 4,
    height: 3,
    content: { width: 4, height: 3 },
    box: { x0: 0, y0: 0, x1: 40, y1: 30 },
    data: Float32Array.from({ length: 12 }, (_, i) => i / 3 - 1),
  },
  prompts: [
    { kind: 'box', box: { x0: 2, y0: 5, x1: 10, y1: 15 } },
    { kind: 'point', at: imagePoint(4.5, 7), label: 'exclude' },
  ],
  under: runs(3),
  likeness: null,
  doubt: null,
  from: [],
};
const carried = (mask: MaskRuns | null, doubt: number): FrameMask => ({
  mask,
  plane: null,
  prompts: [],
  under: null,
  likeness: 0.9,
  doubt,
  from: marked.mask ? [marked.mask] : [],
});
const doc: FilmDoc = {
  objects: [
    { id: 'object-1', name: 'Swan', color: '#56b4e9', truth: null },
    { id: 'object-2', name: 'Nothing yet', color: '#009e73', truth: 'a swan' },
  ],
  tracks: new Map([
    [
      'object-1',
      new Map([
        [0, marked],
        [1, carried(runs(4), 0.1)],
        [2, carried(null, 1)],
      ]),
    ],
  ]),
};
const work: FilmWork = {
  name: 'a.mp4',
  source: {
    kind: 'files',
    files: [{ name: 'a.mp4', blob: new Blob(['the video'], { type: 'video/mp4' }) }],
    framesPerSecond: null,
  },
  size,
  frames: 4,
  at: 2,
  range: { first: 0, last: 3 },
  doc,
};

function draftOf(film: FilmWork): ProjectDraft {
  const draft = draftProject([], null, film);
  if (!draft) throw new Error('nothing to store');
  return draft;
}

const again = async (film: FilmWork): Promise<FilmWork> => {
  const zip = await writeProjectZip(draftOf(film));
  const { contents, activeId, film: read } = await readContents(await readProjectZip(zip, 'a.project.zip'));
  expect([contents, activeId]).toEqual([[], null]);
  if (!read) throw new Error('the video is gone');
  return read;
};

test('the work on a video comes back whole from a project file, its bytes too, and a run goes on where it ended', async () => {
  const read = await again(work);
  expect({ ...read, source: null }).toEqual({ ...work, source: null });
  if (read.source?.kind !== 'files') throw new Error('no files');
  const [file] = read.source.files;
  expect([file?.name, file?.blob.type, await file?.blob.text()]).toEqual(['a.mp4', 'video/mp4', 'the video']);
  const masks = read.doc.tracks.get('object-1') ?? new Map<number, FrameMask>();
  expect(planFrom('object-1', masks, 0, { first: 0, last: 3 }, 1)?.there).toMatchObject({
    anchor: 0,
    from: 1,
    missed: 1,
    targets: [3],
  });
});

test('the bundled video is named, not stored; one that is too large is left out and asked for, its masks stay', async () => {
  const demo: FilmWork = { ...work, source: { kind: 'demo' } };
  expect((await again(demo)).source).toEqual({ kind: 'demo' });
  const large = new Blob(['x']);
  Object.defineProperty(large, 'size', { value: MOST_VIDEO_BYTES + 1 });
  const source = { kind: 'files', files: [{ name: 'a.mp4', blob: large }], framesPerSecond: null } as const;
  const read = await again({ ...work, source });
  expect(read.source).toBeNull();
  expect(read.doc).toEqual(doc);
  // Stored again before its video was opened, nothing more is lost.
  expect((await again(read)).doc).toEqual(doc);
});

test('a video that went from disk keeps nothing else from being written', async () => {
  const write = async (draft: ProjectDraft): Promise<Blob> => {
    if (draft.project.film?.source.kind === 'files') throw new SegError('bad-file', 'it is gone');
    return writeProjectZip(draft);
  };
  const written = await writeWithOrWithoutVideo([], null, work, write);
  expect(written?.isVideoGone).toBe(true);
  const { film } = await readContents(await readProjectZip(written?.result ?? new Blob(), 'a.project.zip'));
  expect(film).toEqual({ ...work, source: null });
  expect(await writeWithOrWithoutVideo([], null, null, write)).toBeNull();
  const full = writeWithOrWithoutVideo([], null, work, () => Promise.reject(new SegError('quota', 'full')));
  await expect(full).rejects.toMatchObject({ code: 'quota' });
});

test('a likeness that is above 1 by a rounding does not make the work unreadable', async () => {
  const masks = doc.tracks.get('object-1') ?? new Map<number, FrameMask>();
  const rounded = new Map([...masks].map(([at, mask]) => [at, { ...mask, likeness: 1.00000002 }] as const));
  const read = await again({ ...work, doc: { ...doc, tracks: new Map([['object-1', rounded]]) } });
  expect([...(read.doc.tracks.get('object-1')?.values() ?? [])].map(({ likeness }) => likeness)).toEqual([1, 1, 1]);
});

test('readers of before are not given what they would lose: a project with a video has a version of its own', () => {
  expect(draftOf(work).project.version).toBe(PROJECT_VERSION);
  expect(PROJECT_VERSION).toBeGreaterThan(PLAIN_VERSION);
  expect(() => parseProject({ ...draftOf(work).project, film: null }, 'a.zip')).toThrow('damaged');
});

test.each([
  ['a mask after the last frame', { frames: 2 }, 'a mask belongs to no frame'],
  ['masks of another size', { size: { width: 41, height: 30 } }, 'another size'],
  ['a reference to no mask', { masks: [] }, 'it refers to mask'],
])('%s is refused in words', async (_, change, words) => {
  const draft = draftOf(work);
  const film = draft.project.film;
  if (!film) throw new Error('no video');
  const damaged = { ...draft, project: { ...draft.project, film: { ...film, ...change } } };
  const zip = await writeProjectZip(damaged);
  const reading = (async () => readContents(await readProjectZip(zip, 'a.project.zip')))();
  await expect(reading).rejects.toThrow(words);
});

test('work that waits for its video is not pushed out by a video without masks, nor by other work', () => {
  const shelf = createFilmShelf();
  expect(shelf.bring(work)).toBe(true);
  shelf.put({ ...work, name: 'b.mp4', doc: { ...doc, tracks: new Map() } });
  expect(shelf.bring({ ...work, name: 'c.mp4' })).toBe(false);
  expect(shelf.api.getState()).toEqual({ work, isOpen: false });
  expect(shelf.hasUnsaved()).toBe(true);
  shelf.saved(doc.tracks);
  expect(shelf.hasUnsaved()).toBe(false);
  shelf.discard();
  expect(shelf.api.getState().work).toBeNull();
});
