/** Video segmentation: objects followed through a video, marked where it is needed and propagated in between. */
import { createStore } from 'zustand/vanilla';
import { isAborted } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import { emptyMask, type Mask } from '../../core/mask/mask.ts';
import { unpackMask } from '../../core/mask/packed.ts';
import { type FrameScore, frameScore } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { TaskHost } from './few-shot.ts';
import {
  doubtfulFrames,
  type FilmDoc,
  type FrameMask,
  type FrameMasks,
  isMarked,
  masksOf,
  packedOf,
  planeOf,
} from './film-doc.ts';
import { createObjectVerbs, firstObject } from './film-objects.ts';
import { planFrom } from './film-plan.ts';
import { openedState, shelve } from './film-resume.ts';
import { runPlans, runsOf, stepsIn } from './film-run.ts';
import type { FilmShelf } from './film-shelf.ts';
import type { Film, FilmState } from './film-state.ts';
import { PredictorPool, type TaskPredictor } from './predictor-pool.ts';
import { createUndo, NO_HISTORY } from './task-history.ts';

/** Predictors open: the frame on screen, the marked one, the frame being propagated to and those before it. */
const KEPT = 5;

const NOTHING: FilmDoc = { objects: [firstObject(null)], tracks: new Map() };

/** Everything that belongs to one video. */
const CLOSED = {
  ...NOTHING,
  clip: null,
  at: 0,
  range: { first: 0, last: 0 },
  active: 'object-1',
  run: null,
  scores: new Map<number, FrameScore>(),
  history: NO_HISTORY,
} as const;

const maskIn = (clip: Clip, { mask }: FrameMask): Mask => (mask ? unpackMask(packedOf(mask)) : emptyMask(clip.size));

export function createFilm(host: TaskHost & { readonly films: FilmShelf }): Film {
  const { clock } = host.deps;
  const api = createStore<FilmState>(() => ({ ...CLOSED, opening: null, waiting: false }));
  const pool = new PredictorPool(host, KEPT);
  const life = new AbortController();
  let opening = new AbortController();
  let running = new AbortController();
  /** False once the person went elsewhere while a run goes on: the view is theirs. */
  let isFollowed = true;

  /** Scores of the active object; those whose mask has not changed are kept. */
  const rescore = (before?: FrameMasks): void =>
    api.setState((state) => {
      const truth = state.objects.find(({ id }) => id === state.active)?.truth;
      const truths = state.clip?.truths.find(({ name }) => name === truth)?.masks;
      const scores = new Map<number, FrameScore>();
      for (const [frame, mask] of truths ? masksOf(state, state.active) : []) {
        const known = before?.get(frame)?.mask === mask.mask ? state.scores.get(frame) : undefined;
        const right = truths?.[frame];
        const score = known ?? (right && state.clip ? frameScore(maskIn(state.clip, mask), right) : null);
        if (score) scores.set(frame, score);
      }
      return { scores };
    });

  const undo = createUndo<FilmDoc>(
    () => ({ objects: api.getState().objects, tracks: api.getState().tracks }),
    (doc, history) => {
      const before = api.getState();
      const active = doc.objects.some(({ id }) => id === before.active) ? before.active : (doc.objects[0]?.id ?? '');
      api.setState({ ...doc, active, history });
      rescore(active === before.active ? masksOf(before, active) : undefined);
    },
    ({ tracks }) =>
      [...tracks.values()].flatMap((masks) =>
        [...masks.values()].flatMap(({ mask, plane }) => [
          ...(mask ? [mask.runs.buffer] : []),
          ...(plane ? [plane.data.buffer] : []),
        ]),
      ),
  );
  const put = (
    object: string,
    frame: number,
    mask: FrameMask | null,
    label: string,
    key?: string,
    more?: FrameMasks,
  ): void => {
    const { objects, tracks } = api.getState();
    const masks = new Map([...masksOf({ tracks }, object), ...(more ?? [])]);
    if (mask) masks.set(frame, mask);
    else masks.delete(frame);
    undo.commit({ objects, tracks: new Map(tracks).set(object, masks) }, label, key);
  };

  const predictorOf = (clip: Clip, frame: number, signal: AbortSignal): Promise<TaskPredictor> =>
    pool.get({ id: `frame-${frame}`, size: clip.size, bitmap: () => clip.frame(frame) }, signal);
  const isShown = (clip: Clip): boolean => api.getState().clip?.frame === clip.frame;
  const forget = (): void => {
    running.abort();
    const { clip } = api.getState();
    undo.clear();
    pool.clear();
    clip?.close();
    api.setState(CLOSED);
  };

  /** Where a prompt was given: the person may have gone on before it is answered. */
  interface Place {
    readonly clip: Clip;
    readonly at: number;
    readonly active: string;
  }
  const maskAt = ({ active, at }: Place): FrameMask | undefined => masksOf(api.getState(), active).get(at);

  /** Asks for an object's mask on a frame and puts it there. */
  const ask = async (
    { clip, at, active }: Place,
    prompts: readonly Prompt[],
    from: FrameMask | undefined,
    previous: LogitsPlane | null,
    label: string,
  ): Promise<void> => {
    api.setState({ waiting: true });
    try {
      const under = from && !isMarked(from) ? from.mask : (from?.under ?? null);
      const { predictor } = await predictorOf(clip, at, life.signal);
      const { candidates, best } = await predictor.predict(prompts, {
        signal: life.signal,
        previous: previous ?? undefined,
      });
      const plane = candidates[best]?.logits ?? null;
      const mask = plane && runsOf(plane, clip.size);
      if (isShown(clip)) put(active, at, { mask, plane, prompts, under, likeness: null, doubt: null, from: [] }, label);
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
    } finally {
      api.setState({ waiting: false });
    }
  };

  /** Prompts are answered one after another, each where it was given. */
  let asking: Promise<void> = Promise.resolve();
  const inTurn = (work: (place: Place) => Promise<void> | void): Promise<void> => {
    const { clip, at, active } = api.getState();
    if (!clip) return Promise.resolve();
    isFollowed = false;
    asking = asking.then(() => (isShown(clip) ? work({ clip, at, active }) : undefined));
    return asking;
  };

  /** One step of the history in all; masks are shown as they come. */
  const carry = async (clip: Clip, direction: 1 | -1, signal: AbortSignal): Promise<void> => {
    const { objects, at, range } = api.getState();
    const plans = objects.flatMap(({ id }) => planFrom(id, masksOf(api.getState(), id), at, range, direction) ?? []);
    let total = stepsIn(plans);
    if (total === 0) return;
    const began = clock.now();
    const spent = { encodeMs: 0, matchMs: 0, decodeMs: 0 };
    let done = 0;
    let doubtAt: number | null = null;
    const report = (isRunning: boolean): void =>
      api.setState({ run: { running: isRunning, done, total, ms: clock.now() - began, ...spent, doubtAt } });
    report(true);
    isFollowed = true;
    const source = {
      predictor: (frame: number, stop: AbortSignal) => predictorOf(clip, frame, stop),
      pixels: (frame: number) => clip.pixels(frame),
      now: clock.now,
    };
    try {
      for await (const step of runPlans(source, api.getState, clip.size, plans, signal)) {
        if (signal.aborted || !isShown(clip)) return;
        spent.encodeMs += step.spent.encodeMs;
        spent.matchMs += step.spent.matchMs;
        spent.decodeMs += step.spent.decodeMs;
        put(step.object, step.frame, step.mask, 'propagate the masks', `propagate-${began}`, step.kept);
        if (isFollowed) api.setState({ at: step.frame });
        done++;
        total -= step.kept.size;
        if (step.isDoubtStop) doubtAt = step.frame;
        report(true);
      }
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
    } finally {
      if (isShown(clip)) report(false);
    }
  };

  const unsubscribe = shelve(api, host.films);

  return {
    api,
    ...createObjectVerbs(api, undo, rescore),
    async open(name, load, resumed) {
      opening.abort();
      const mine = new AbortController();
      opening = mine;
      const report = (done: number, total: number): void => {
        if (!mine.signal.aborted) api.setState({ opening: { name, done, total } });
      };
      report(0, 0);
      try {
        const clip = await load(mine.signal, report);
        if (mine.signal.aborted || life.signal.aborted) {
          clip.close();
          return;
        }
        const opened = openedState(clip, resumed ?? null);
        forget();
        api.setState({ clip, ...opened });
        rescore();
        // The first click should not wait for the encoder; a failure comes up again with the click.
        predictorOf(clip, opened.at, life.signal).catch(() => undefined);
      } catch (thrown) {
        if (!isAborted(thrown)) host.store.fail('open-film', thrown);
      } finally {
        if (opening === mine) api.setState({ opening: null });
      }
    },
    cancelOpening: () => opening.abort(),
    close: forget,
    go(frame) {
      const { clip } = api.getState();
      isFollowed = false;
      if (clip) api.setState({ at: Math.min(clip.times.length - 1, Math.max(0, Math.round(frame))) });
    },
    goToDoubt() {
      const state = api.getState();
      const doubtful = doubtfulFrames(state);
      const next = doubtful.find((frame) => frame > state.at) ?? doubtful[0];
      isFollowed = false;
      if (next !== undefined) api.setState({ at: next });
    },
    setEdge(edge) {
      const { at, range, clip } = api.getState();
      const end = (clip?.times.length ?? 1) - 1;
      if (edge === 'in')
        api.setState({ range: { first: range.first === at ? 0 : at, last: range.last < at ? end : range.last } });
      else api.setState({ range: { first: range.first > at ? 0 : range.first, last: range.last === at ? end : at } });
    },
    prompt: (prompt) =>
      inTurn(async (place) => {
        const before = maskAt(place);
        const earlier = before?.prompts ?? [];
        const prompts =
          prompt.kind === 'box' ? [...earlier.filter((p) => p.kind !== 'box'), prompt] : [...earlier, prompt];
        const isCorrection = before !== undefined && earlier.length === 0;
        const previous = before ? planeOf(before) : null;
        await ask(place, prompts, before, previous, isCorrection ? 'correct the mask' : 'add a prompt');
      }),
    changePrompt: (index, prompt) =>
      inTurn(async (place) => {
        const before = maskAt(place);
        if (!before?.prompts[index]) return;
        const prompts = before.prompts.flatMap((p, i) => (i === index ? (prompt ?? []) : p));
        const label = prompt ? 'change a prompt' : 'remove a prompt';
        const { under } = before;
        if (prompts.length > 0)
          await ask(place, prompts, before, under && planeOf({ mask: under, plane: null }), label);
        else {
          const bare = { mask: under, plane: null, prompts: [], under: null, likeness: null, doubt: null, from: [] };
          put(place.active, place.at, under && bare, label);
        }
      }),
    clearFrame() {
      const { at, active, tracks } = api.getState();
      if (masksOf({ tracks }, active).has(at)) put(active, at, null, 'clear the frame');
    },
    async carryOn(direction) {
      const { clip, run } = api.getState();
      if (!clip || run?.running) return;
      running = new AbortController();
      await carry(clip, direction, running.signal);
    },
    cancel: () => running.abort(),
    undo: () => (api.getState().run?.running ? null : undo.undo()),
    redo: () => (api.getState().run?.running ? null : undo.redo()),
    dispose() {
      unsubscribe();
      life.abort();
      opening.abort();
      forget();
      pool.dispose();
    },
  };
}
