import { expect, test } from 'vitest';
import type { Candidate } from '../../contract/segmenter.ts';
import type { Clip } from '../../contract/video.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import { emptyMask, type Mask } from '../../core/mask/mask.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { FakeEngine } from '../../test-support/engine/fake-engine.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import { AppStore } from '../store.ts';
import { createFewShot, type TaskHost } from './few-shot.ts';
import { fewShotCsv } from './few-shot-csv.ts';
import { judge } from './few-shot-doc.ts';
import { createFilm } from './film.ts';
import { carriedScore, doubtfulFrames, type FrameMasks, masksOf } from './film-doc.ts';
import { createFilmShelf, type FilmShelf } from './film-shelf.ts';
import type { Film } from './film-state.ts';
import { createNamedBoxes } from './named-boxes.ts';

/** Picture, logits and features share one grid of 32 x 32. */
const SIDE = 32;
const SIZE = { width: SIDE, height: SIDE };
const BOX = { x0: 0, y0: 0, x1: SIDE, y1: SIDE };

/** A thing of 6 x 6 pixels; `look` is the channel that its features point along. */
interface Thing {
  readonly x: number;
  readonly y: number;
  readonly look: 1 | 2;
}

interface ThingEngine {
  readonly engine: FakeEngine;
  readonly asked: { readonly prompts: readonly Prompt[]; readonly previous: boolean }[];
}

/** Knows the things of every picture by the tag of its bitmap and answers with the thing under the first click or box. */
function thingEngine(scenes: ReadonlyMap<unknown, readonly Thing[]>): ThingEngine {
  const asked: { prompts: readonly Prompt[]; previous: boolean }[] = [];
  const engine = new FakeEngine({
    encodeMs: 5,
    tensors: ({ bitmap }) => {
      const data = new Float32Array(3 * SIDE * SIDE);
      data.fill(1, 0, SIDE * SIDE);
      for (const { x, y, look } of scenes.get(bitmap) ?? []) {
        for (let row = y; row < y + 6; row++) {
          data.fill(0, row * SIDE + x, row * SIDE + x + 6);
          data.fill(1, look * SIDE * SIDE + row * SIDE + x, look * SIDE * SIDE + row * SIDE + x + 6);
        }
      }
      return [{ name: 'embedding', channels: 3, ...SIZE, data, content: SIZE, box: BOX }];
    },
    predict: (prompts, { previous }, { bitmap }) => {
      asked.push({ prompts, previous: previous !== undefined });
      const [first] = prompts;
      const at =
        first?.kind === 'point'
          ? first.at
          : first?.kind === 'box'
            ? { x: (first.box.x0 + first.box.x1) / 2, y: (first.box.y0 + first.box.y1) / 2 }
            : { x: -1, y: -1 };
      const thing = (scenes.get(bitmap) ?? []).find(
        (t) => at.x >= t.x && at.x < t.x + 6 && at.y >= t.y && at.y < t.y + 6,
      );
      const data = new Float32Array(SIDE * SIDE).fill(-6);
      if (thing) for (let y = thing.y; y < thing.y + 6; y++) data.fill(6, y * SIDE + thing.x, y * SIDE + thing.x + 6);
      const logits = { ...SIZE, data, content: SIZE, box: BOX };
      const candidates: readonly Candidate[] = [{ logits, score: 0.9, stability: 1 }];
      return { candidates, best: 0, decodeMs: 1 };
    },
  });
  return { engine, asked };
}

function hostOf(fake: ThingEngine, open: (name: string) => unknown, closed: unknown[] = []): TaskHost {
  const deps = {
    clock: { now: () => performance.now(), later: () => () => undefined },
    pictures: {
      open: async (source: { readonly name: string }) =>
        ({
          id: source.name,
          name: source.name,
          bitmap: open(source.name),
          size: SIZE,
          fullSize: SIZE,
          notes: [],
        }) as unknown as OpenedPicture,
      copy: async (picture: OpenedPicture) => picture.bitmap,
      close: (picture: OpenedPicture) => closed.push(picture.id),
    },
  } as unknown as Deps;
  return { store: new AppStore(), deps, engine: () => fake.engine };
}

const source = (name: string) => ({ kind: 'sample' as const, url: name, name });

test('few shots: examples sort the rest, relabelling and undo follow, leaving releases everything', async () => {
  const things: readonly Thing[] = [
    { x: 1, y: 1, look: 1 },
    { x: 10, y: 1, look: 1 },
    { x: 20, y: 1, look: 1 },
    { x: 1, y: 20, look: 2 },
    { x: 10, y: 20, look: 2 },
    { x: 20, y: 20, look: 2 },
  ];
  const fake = thingEngine(new Map([['picture', things]]));
  const closed: unknown[] = [];
  const task = createFewShot(hostOf(fake, () => 'picture', closed));
  await task.open(source('a.png'), 'a.png');
  const click = (x: number, y: number) => task.click(imagePoint(x, y));
  await click(3, 3);
  await click(12, 3);
  task.choose('class-2');
  await click(3, 22);
  await click(12, 22);
  task.choose(null);
  const question = await click(22, 22);
  const state = task.api.getState();
  const result = judge(state, state.temperature);
  expect(result.check).toMatchObject({ right: 4, tested: 4, alone: 0 });
  expect(result.answers.get(question?.id ?? '')?.[0]).toMatchObject({ label: 'class-2' });
  expect(result.answers.get(question?.id ?? '')?.[0]?.similarity).toBeCloseTo(1, 5);

  const csv = fewShotCsv(state, result).trim().split('\r\n');
  expect(csv[0]).toBe(
    'picture,thing,given,predicted,confidence,left_out_prediction,area_px,x,y,width,height,similarity:Class 1,similarity:Class 2',
  );
  expect(csv[1]).toBe('a.png,1,Class 1,,,Class 1,36,1,1,6,6,,');
  expect(csv[5]).toMatch(/^a\.png,5,,Class 2,1\.0000,,36,20,20,6,6,0\.0000,1\.0000$/);

  // The same thing again is no second thing: it gets the label.
  task.choose('class-2');
  await click(22, 22);
  expect(task.api.getState().items).toHaveLength(5);
  expect(task.api.getState().items[4]?.given).toBe('class-2');
  expect(task.undo()).toBe('label a thing');
  expect(task.api.getState().items[4]?.given).toBeNull();
  task.redo();
  expect(task.api.getState().items[4]?.given).toBe('class-2');
  expect(await click(16, 12)).toBeNull();
  await task.move(task.api.getState().items[0]?.id ?? '', imagePoint(22, 3));
  expect(task.api.getState().items[0]).toMatchObject({ at: { x: 22, y: 3 }, given: 'class-1' });
  // A picture put away comes back with its things.
  task.close('a.png');
  expect(task.api.getState()).toMatchObject({ items: [], pictures: [], current: null });
  expect(task.undo()).toBe('close a picture');
  expect(task.api.getState()).toMatchObject({ current: 'a.png', pictures: [{ id: 'a.png' }] });
  expect(task.api.getState().items).toHaveLength(5);

  task.dispose();
  await new Promise((resolve) => setTimeout(resolve));
  expect(fake.engine.held).toBe(0);
  expect(closed).toEqual(['a.png']);
});

const filmHost = (fake: ThingEngine): TaskHost & { readonly films: FilmShelf } => ({
  ...hostOf(fake, () => null),
  films: createFilmShelf(),
});

const shown = (film: Film): FrameMasks => masksOf(film.api.getState(), film.api.getState().active);

function filmOf(frames: readonly (readonly Thing[])[]): {
  readonly clip: Clip;
  readonly scenes: Map<unknown, readonly Thing[]>;
  closed: number;
} {
  const scenes = new Map<unknown, readonly Thing[]>();
  const counts = { closed: 0 };
  const bitmaps = frames.map((things) => {
    const bitmap = { close: () => counts.closed++ };
    scenes.set(bitmap, things);
    return bitmap as unknown as ImageBitmap;
  });
  const masks = frames.map(([thing]): Mask => {
    const mask = emptyMask(SIZE);
    if (thing)
      for (let y = thing.y; y < thing.y + 6; y++) mask.data.fill(1, y * SIDE + thing.x, y * SIDE + thing.x + 6);
    return mask;
  });
  const clip: Clip = {
    name: 'film',
    size: SIZE,
    times: frames.map((_, i) => i / 10),
    frame: async (i) => bitmaps[i] as ImageBitmap,
    close: () => counts.closed++,
    pixels: async (frame) => {
      const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(90);
      for (const { x, y } of frames[frame] ?? [])
        for (let row = y; row < y + 6; row++)
          for (let column = x; column < x + 6; column++) data.set([240, 120, 0, 255], 4 * (row * SIDE + column));
      return { ...SIZE, data };
    },
    framesPerSecond: 10,
    notes: [],
    source: { kind: 'demo' },
    truths: [{ name: 'thing', masks }],
  };
  return Object.assign(counts, { clip, scenes });
}

test('a film: the mask follows the thing past its double, stops at marked frames, is measured, undone and released', async () => {
  const frames = Array.from({ length: 6 }, (_, i): readonly Thing[] => [
    { x: 2 + 4 * i, y: 4, look: 1 },
    { x: 12, y: 20, look: 1 },
  ]);
  const film = filmOf(frames);
  const fake = thingEngine(film.scenes);
  const task = createFilm(filmHost(fake));
  await task.open('film', async () => film.clip);
  await task.carryOn(1);
  expect(shown(task).size).toBe(0);
  await task.prompt({ kind: 'box', box: { x0: 2, y0: 4, x1: 8, y1: 10 } });
  await task.carryOn(1);
  let state = task.api.getState();
  expect([...shown(task).keys()].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(carriedScore(shown(task), state.scores)).toMatchObject({ frames: 5, j: 1, f: 1, recall: 1 });
  expect(state.run).toMatchObject({ running: false, done: 5, total: 5, encodeMs: 25, decodeMs: 10 });
  // Every frame was asked twice: with the box alone, and with a point and the mask of the one before.
  expect(fake.asked.slice(1).map((a) => [a.previous, ...a.prompts.map((p) => p.kind)].join())).toEqual(
    Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 'false,box' : 'true,point')),
  );
  expect([...shown(task).values()].every((m) => (m.doubt ?? 0) < 0.5)).toBe(true);

  // One run is one step.
  expect(task.undo()).toBe('propagate the masks');
  expect([...shown(task).keys()]).toEqual([0]);
  task.redo();
  // A correction on frame 3 takes the other thing; carrying on from there leaves the frames before alone.
  task.go(3);
  await task.prompt({ kind: 'point', at: imagePoint(14, 22), label: 'include' });
  await task.carryOn(1);
  state = task.api.getState();
  expect(state.scores.get(2)?.j).toBe(1);
  expect(state.scores.get(4)?.j).toBe(0);
  // Without its click the frame has again what was carried there; a moved click asks anew, without what it said before.
  task.go(3);
  await task.changePrompt(0, null);
  expect(shown(task).get(3)).toMatchObject({ prompts: [] });
  expect(task.api.getState().scores.get(3)?.j).toBe(1);
  expect(task.undo()).toBe('remove a prompt');
  task.go(0);
  await task.carryOn(1);
  // Between two marked frames every frame is reached from both sides; from this side it was before.
  expect(task.api.getState().run).toMatchObject({ done: 2, total: 2, doubtAt: null });
  expect(carriedScore(shown(task), task.api.getState().scores).frames).toBe(4);

  task.dispose();
  await new Promise((resolve) => setTimeout(resolve));
  expect(fake.engine.held).toBe(0);
  expect(film.closed).toBe(1);
});

test('several objects share each frame’s encoding; what is marked meanwhile counts and the view stays', async () => {
  const film = filmOf(
    Array.from({ length: 6 }, (_, i): readonly Thing[] => [
      { x: 2 + 3 * i, y: 4, look: 1 },
      { x: 2 + 3 * i, y: 20, look: 2 },
    ]),
  );
  const fake = thingEngine(film.scenes);
  const host = filmHost(fake);
  const task = createFilm(host);
  await task.open('film', async () => film.clip);
  const boxAt = (y: number) => ({ kind: 'box', box: { x0: 2, y0: y, x1: 8, y1: y + 6 } }) as const;
  // Two at once: neither is lost.
  const first = task.prompt(boxAt(4));
  task.addObject();
  await Promise.all([first, task.prompt(boxAt(20))]);
  const masksNow = (id: string) => masksOf(task.api.getState(), id);
  let corrected: Promise<void> | null = null;
  let isThere = false;
  const stop = task.api.subscribe(() => {
    if (isThere || masksNow('object-2').size < 3) return;
    isThere = true;
    task.go(4);
    corrected = task.prompt({ kind: 'point', at: imagePoint(17, 23), label: 'include' });
  });
  await task.carryOn(1);
  await corrected;
  stop();
  expect([masksNow('object-1').size, masksNow('object-2').size]).toEqual([6, 5]);
  expect(masksNow('object-2').get(4)?.prompts).toHaveLength(1);
  expect(task.api.getState()).toMatchObject({ at: 4, run: { encodeMs: 25 } });
  // The frame behind the new mark is reached from it, the one before from both.
  await task.carryOn(1);
  expect(masksNow('object-2').size).toBe(6);
  expect(host.films.hasUnsaved()).toBe(true);
  host.films.saved(host.films.api.getState().work?.doc.tracks ?? null);
  expect(host.films.hasUnsaved()).toBe(false);
  task.removeObject('object-2');
  expect(task.api.getState()).toMatchObject({ active: 'object-1' });
  expect(task.undo()).toBe('remove an object');
  expect(masksNow('object-2').size).toBe(6);
  task.dispose();
});

test('a run stops at the first doubtful frame and says which, and goes on from there when asked', async () => {
  const film = filmOf(
    Array.from({ length: 6 }, (_, i): readonly Thing[] => (i === 3 ? [] : [{ x: 2 + 3 * i, y: 4, look: 1 }])),
  );
  const fake = thingEngine(film.scenes);
  const task = createFilm(filmHost(fake));
  await task.open('film', async () => film.clip);
  await task.prompt({ kind: 'box', box: { x0: 2, y0: 4, x1: 8, y1: 10 } });
  await task.carryOn(1);
  expect(task.api.getState()).toMatchObject({ at: 3, run: { running: false, done: 3, doubtAt: 3 } });
  expect(shown(task).get(3)).toMatchObject({ mask: null, doubt: 1 });
  expect(doubtfulFrames(task.api.getState())).toEqual([3]);
  // It was lost; asked again, the search goes on behind the frame that hides it.
  await task.carryOn(1);
  expect(task.api.getState().run).toMatchObject({ done: 2, total: 2, doubtAt: null });
  expect(shown(task).get(4)?.mask).toBeTruthy();
  expect(shown(task).size).toBe(6);
  task.dispose();
});

test('a correction rewrites the frames that it changes, not those where the masks become what they were', async () => {
  const film = filmOf(Array.from({ length: 12 }, (_, i): readonly Thing[] => [{ x: 2 + 2 * i, y: 4, look: 1 }]));
  const fake = thingEngine(film.scenes);
  const task = createFilm(filmHost(fake));
  await task.open('film', async () => film.clip);
  await task.prompt({ kind: 'box', box: { x0: 2, y0: 4, x1: 8, y1: 10 } });
  await task.carryOn(1);
  const before = shown(task);
  expect(before.size).toBe(12);
  task.go(2);
  await task.prompt({ kind: 'point', at: imagePoint(9, 7), label: 'include' });
  await task.carryOn(1);
  // Frames 3, 4 and 5 were asked for; from there on nothing would change.
  expect(task.api.getState().run).toMatchObject({ running: false, done: 3, total: 3 });
  for (let frame = 6; frame < 12; frame++) expect(shown(task).get(frame)?.mask).toBe(before.get(frame)?.mask);
  expect(task.api.getState().at).toBe(5);
  // They count as reached from the correction: nothing is left to do.
  await task.carryOn(1);
  expect(task.api.getState().run).toMatchObject({ done: 3, total: 3 });
  // One step takes it all back.
  expect(task.undo()).toBe('propagate the masks');
  expect(shown(task).get(3)).toBe(before.get(3));
  task.dispose();
});

test('a run that is cancelled keeps what it had and can go on', async () => {
  const film = filmOf(Array.from({ length: 6 }, (_, i): readonly Thing[] => [{ x: 2 + 3 * i, y: 4, look: 1 }]));
  const task = createFilm(filmHost(thingEngine(film.scenes)));
  await task.open('film', async () => film.clip);
  await task.prompt({ kind: 'box', box: { x0: 2, y0: 4, x1: 8, y1: 10 } });
  const stop = task.api.subscribe((s) => {
    if (masksOf(s, s.active).size === 3) task.cancel();
  });
  await task.carryOn(1);
  stop();
  expect(shown(task).size).toBe(3);
  expect(task.api.getState().run?.running).toBe(false);
  expect(task.api.getState().run?.done).toBeLessThan(5);
  await task.carryOn(1);
  expect(shown(task).size).toBe(6);
  task.dispose();
});

test('work that was kept goes on where it was, on its own video only', async () => {
  const film = filmOf(Array.from({ length: 6 }, (_, i): readonly Thing[] => [{ x: 2 + 3 * i, y: 4, look: 1 }]));
  const host = filmHost(thingEngine(film.scenes));
  const task = createFilm(host);
  await task.open('film', async () => film.clip);
  await task.prompt({ kind: 'box', box: { x0: 2, y0: 4, x1: 8, y1: 10 } });
  task.go(2);
  task.setEdge('out');
  await task.carryOn(1);
  const { work } = host.films.api.getState();
  expect(work).toMatchObject({ name: 'film', frames: 6, at: 2, range: { first: 0, last: 2 } });
  if (!work) throw new Error('nothing is kept');
  task.dispose();
  // Another visit: it waits; a video of another length is refused, and the work stays.
  const later = filmHost(thingEngine(film.scenes));
  expect(later.films.bring(work)).toBe(true);
  const again = createFilm(later);
  await again.open('other', async () => ({ ...film.clip, times: [0, 1] }), work);
  expect(again.api.getState().clip).toBeNull();
  expect(later.films.api.getState()).toEqual({ work, isOpen: false });
  await again.open('film', async () => film.clip, work);
  expect(again.api.getState()).toMatchObject({ at: 2, range: { first: 0, last: 2 }, tracks: work.doc.tracks });
  expect(later.films.api.getState().isOpen).toBe(true);
  // The truth is the video's; where it has one of that name, the figures are there at once.
  expect(again.api.getState().scores.get(2)?.j).toBe(1);
  again.setEdge('out');
  await again.carryOn(1);
  expect(again.api.getState().run).toMatchObject({ done: 3, total: 3 });
  again.close();
  expect(later.films.api.getState().work).toBeNull();
  again.dispose();
});

test('named boxes: drawn and read boxes get masks and names and become one document', async () => {
  const fake = thingEngine(
    new Map([
      [
        'picture',
        [
          { x: 2, y: 2, look: 1 },
          { x: 20, y: 20, look: 2 },
        ] as const,
      ],
    ]),
  );
  const host = hostOf(fake, () => 'picture');
  const task = createNamedBoxes(host);
  await task.open(source('a.png'), 'a.png');
  task.setName(' toy elephant ');
  await task.add({ x0: 2, y0: 2, x1: 8, y1: 8 });
  await task.addFile(JSON.stringify([{ bbox: [20, 20, 6, 6], label: 'mug', score: 0.5 }, { bbox: [90, 90, 5, 5] }]));
  const document = task.document();
  expect(document?.objects.map((o) => [o.label, o.mask.box])).toEqual([
    ['toy elephant', { x0: 2, y0: 2, x1: 8, y1: 8 }],
    ['mug', { x0: 20, y0: 20, x1: 26, y1: 26 }],
  ]);
  expect(host.store.state.failures).toEqual([]);
  await task.addFile('nonsense');
  expect(host.store.state.failures[0]).toMatchObject({ doing: 'import', code: 'bad-file' });
  expect(task.api.getState().objects).toHaveLength(2);
  expect(task.undo()).toBe('read boxes');
  expect(task.api.getState().objects).toHaveLength(1);
  task.dispose();
  await new Promise((resolve) => setTimeout(resolve));
  expect(fake.engine.held).toBe(0);
});
