/** Video segmentation: one thing followed through a film, clicked on where it is needed and carried in between. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAborted, SegError } from '../../contract/errors.ts';
import type { Clip } from '../../contract/video.ts';
import { type LogitsPlane, logitsToMask } from '../../core/mask/logits.ts';
import { emptyMask } from '../../core/mask/mask.ts';
import { type FrameScore, frameScore } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import type { HistorySummary } from '../history.ts';
import type { TaskHost } from './few-shot.ts';
import { doubtfulFrames, type FilmDoc, type FrameMask, type RunPlan, runFrom } from './film-doc.ts';
import { PredictorPool, type TaskPredictor } from './predictor-pool.ts';
import { propagateMasks } from './propagate-run.ts';
import { createUndo, NO_HISTORY } from './task-history.ts';

/** Predictors open: the frame on screen, its neighbour, the frame being carried to. */
const KEPT = 3;

/** A run from one frame to others. */
export interface FilmRun {
  readonly running: boolean;
  readonly done: number;
  readonly total: number;
  /** Milliseconds in all, and their parts. */
  readonly ms: number;
  readonly encodeMs: number;
  readonly matchMs: number;
  readonly decodeMs: number;
  /** Frame at which it stopped because the mask there is doubtful; null otherwise. */
  readonly doubtAt: number | null;
}

export interface FilmState extends FilmDoc {
  readonly clip: Clip | null;
  readonly at: number;
  /** What is being opened, and how far. */
  readonly opening: { readonly name: string; readonly done: number; readonly total: number } | null;
  readonly waiting: boolean;
  readonly run: FilmRun | null;
  /** Name of the truth that masks are measured against. */
  readonly truth: string | null;
  readonly scores: ReadonlyMap<number, FrameScore>;
  readonly history: HistorySummary;
}

export interface Film {
  readonly api: StoreApi<FilmState>;
  /** Takes the film that `load` gives; the one before is closed. Failures go to the app's store. */
  open(
    name: string,
    load: (signal: AbortSignal, report: (done: number, total: number) => void) => Promise<Clip>,
  ): Promise<void>;
  cancelOpening(): void;
  close(): void;
  go(frame: number): void;
  /** Shows the next frame with a doubtful mask, from the first again after the last. */
  goToDoubt(): void;
  /** Adds a prompt on the frame shown; on a carried mask it is a correction. */
  prompt(prompt: Prompt): Promise<void>;
  /** Moves, resizes or (null) removes one of the prompts of the frame shown; the mask is asked for again without what it said before. */
  changePrompt(index: number, prompt: Prompt | null): Promise<void>;
  /** Takes the frame's prompts and mask away. */
  clearFrame(): void;
  clearAll(): void;
  /** Carries masks from the frame shown (or the nearest clicked one before it) to the next clicked frame or the end, or backwards. */
  carryOn(direction: 1 | -1): Promise<void>;
  cancel(): void;
  addTruth(track: Clip['truths'][number]): void;
  chooseTruth(name: string | null): void;
  undo(): string | null;
  redo(): string | null;
  dispose(): void;
}

const EMPTY: FilmDoc = { masks: new Map() };

export function createFilm(host: TaskHost): Film {
  const { clock } = host.deps;
  const api = createStore<FilmState>(() => ({
    ...EMPTY,
    clip: null,
    at: 0,
    opening: null,
    waiting: false,
    run: null,
    truth: null,
    scores: new Map(),
    history: NO_HISTORY,
  }));
  const pool = new PredictorPool(host, KEPT);
  const life = new AbortController();
  let opening = new AbortController();
  let running = new AbortController();

  const scoreOf = (state: FilmState, frame: number, mask: FrameMask): FrameScore | null => {
    const truth = state.clip?.truths.find((t) => t.name === state.truth)?.masks[frame];
    if (!truth || !state.clip) return null;
    return frameScore(mask.plane ? logitsToMask(mask.plane, state.clip.size) : emptyMask(state.clip.size), truth);
  };
  /** Scores of the masks given; those whose mask has not changed are kept. */
  const scored = (state: FilmState, masks: FilmDoc['masks'], afresh = false): FilmState['scores'] => {
    const scores = new Map<number, FrameScore>();
    for (const [frame, mask] of masks) {
      const kept = !afresh && state.masks.get(frame)?.plane === mask.plane ? state.scores.get(frame) : undefined;
      const score = kept ?? scoreOf(state, frame, mask);
      if (score) scores.set(frame, score);
    }
    return scores;
  };
  const undo = createUndo<FilmDoc>(
    () => ({ masks: api.getState().masks }),
    (doc, history) => api.setState((s) => ({ ...doc, scores: scored(s, doc.masks), history })),
    (doc) => [...doc.masks.values()].flatMap((m) => (m.plane ? [m.plane.data.buffer] : [])),
  );
  const put = (frame: number, mask: FrameMask | null, label: string, key?: string): void => {
    const masks = new Map(api.getState().masks);
    if (mask) masks.set(frame, mask);
    else masks.delete(frame);
    undo.commit({ masks }, label, key);
  };

  const predictorOf = (clip: Clip, frame: number, signal: AbortSignal): Promise<TaskPredictor> => {
    const bitmap = clip.frames[frame];
    if (!bitmap) throw new SegError('internal', `the film has no frame ${frame}`);
    return pool.get({ id: `frame-${frame}`, size: clip.size, bitmap: () => createImageBitmap(bitmap) }, signal);
  };
  const forget = (): void => {
    running.abort();
    const { clip } = api.getState();
    undo.clear();
    if (clip)
      for (const [i, frame] of clip.frames.entries()) {
        pool.drop(`frame-${i}`);
        frame.close();
      }
    api.setState({ ...EMPTY, clip: null, at: 0, run: null, truth: null, scores: new Map(), history: NO_HISTORY });
  };

  /** Asks for the mask of the frame shown and puts it there. */
  const ask = async (
    prompts: readonly Prompt[],
    from: FrameMask | undefined,
    previous: LogitsPlane | null,
    label: string,
  ): Promise<void> => {
    const { clip, at, waiting, run } = api.getState();
    if (!clip || waiting || run?.running) return;
    api.setState({ waiting: true });
    try {
      const under = from && from.prompts.length === 0 ? from.plane : (from?.under ?? null);
      const { predictor } = await predictorOf(clip, at, life.signal);
      const { candidates, best } = await predictor.predict(prompts, {
        signal: life.signal,
        previous: previous ?? undefined,
      });
      const plane = candidates[best]?.logits ?? null;
      if (api.getState().clip?.frames === clip.frames)
        put(at, { plane, prompts, under, likeness: null, doubt: null, anchor: null }, label);
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
    } finally {
      api.setState({ waiting: false });
    }
  };

  /** Propagates over the plan's frames, each mask shown as it comes; one step of the history in all. */
  const walk = async (clip: Clip, plan: RunPlan, signal: AbortSignal): Promise<void> => {
    const anchor = api.getState().masks.get(plan.anchor)?.plane ?? null;
    const total = plan.targets.length * (plan.end === null ? 1 : 2);
    const began = clock.now();
    const spent = { encodeMs: 0, matchMs: 0, decodeMs: 0 };
    let done = 0;
    let doubtAt: number | null = null;
    const report = (running: boolean): void =>
      api.setState({ run: { running, done, total, ms: clock.now() - began, ...spent, doubtAt } });
    report(true);
    const key = `propagate-${began}`;
    const source = {
      predictor: (frame: number, stop: AbortSignal) => predictorOf(clip, frame, stop),
      pixels: clip.pixels,
      now: clock.now,
    };
    const known = (frame: number): LogitsPlane | null => api.getState().masks.get(frame)?.plane ?? null;
    try {
      for await (const mask of propagateMasks(source, known, plan, signal)) {
        if (signal.aborted || api.getState().clip?.frames !== clip.frames) return;
        const { frame, plane, likeness, doubt } = mask;
        spent.encodeMs += mask.encodeMs;
        spent.matchMs += mask.matchMs;
        spent.decodeMs += mask.decodeMs;
        put(frame, { plane, prompts: [], under: null, likeness, doubt, anchor }, 'carry the mask', key);
        api.setState({ at: frame });
        done++;
        doubtAt = doubt >= DOUBTFUL && plan.end === null ? frame : null;
        report(true);
      }
    } catch (thrown) {
      if (!isAborted(thrown)) host.store.fail('segment', thrown);
    } finally {
      if (api.getState().clip?.frames === clip.frames) report(false);
    }
  };

  return {
    api,
    async open(name, load) {
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
          for (const frame of clip.frames) frame.close();
          return;
        }
        forget();
        api.setState({ clip, truth: clip.truths[0]?.name ?? null });
        // The first click should not wait for the encoder; a failure comes up again with the click.
        predictorOf(clip, 0, life.signal).catch(() => undefined);
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
      if (clip) api.setState({ at: Math.min(clip.frames.length - 1, Math.max(0, Math.round(frame))) });
    },
    goToDoubt() {
      const state = api.getState();
      const doubtful = doubtfulFrames(state);
      const next = doubtful.find((frame) => frame > state.at) ?? doubtful[0];
      if (next !== undefined) api.setState({ at: next });
    },
    async prompt(prompt) {
      const { at, masks } = api.getState();
      const before = masks.get(at);
      const earlier = before?.prompts ?? [];
      const prompts =
        prompt.kind === 'box' ? [...earlier.filter((p) => p.kind !== 'box'), prompt] : [...earlier, prompt];
      const isCorrection = before !== undefined && earlier.length === 0;
      await ask(prompts, before, before?.plane ?? null, isCorrection ? 'correct the mask' : 'add a prompt');
    },
    async changePrompt(index, prompt) {
      const { at, masks, waiting, run } = api.getState();
      const before = masks.get(at);
      if (!before?.prompts[index] || waiting || run?.running) return;
      const prompts = before.prompts.flatMap((p, i) => (i === index ? (prompt ?? []) : p));
      const label = prompt ? 'change a prompt' : 'remove a prompt';
      if (prompts.length > 0) await ask(prompts, before, before.under, label);
      else
        put(
          at,
          before.under && { plane: before.under, prompts: [], under: null, likeness: null, doubt: null, anchor: null },
          label,
        );
    },
    clearFrame() {
      const { at, masks } = api.getState();
      if (masks.has(at)) put(at, null, 'clear the frame');
    },
    clearAll: () => undo.commit(EMPTY, 'clear all frames'),
    async carryOn(direction) {
      const state = api.getState();
      const { clip } = state;
      const plan = clip ? runFrom(state, state.at, clip.frames.length, direction) : null;
      if (!clip || !plan || plan.targets.length === 0 || state.run?.running) return;
      running = new AbortController();
      await walk(clip, plan, running.signal);
    },
    cancel: () => running.abort(),
    addTruth(track) {
      const { clip, masks } = api.getState();
      if (!clip) return;
      const truths = [...clip.truths.filter((t) => t.name !== track.name), track];
      api.setState({ clip: { ...clip, truths }, truth: track.name });
      api.setState((s) => ({ scores: scored(s, masks, true) }));
    },
    chooseTruth(truth) {
      api.setState({ truth });
      api.setState((s) => ({ scores: scored(s, s.masks, true) }));
    },
    undo: () => (api.getState().run?.running ? null : undo.undo()),
    redo: () => (api.getState().run?.running ? null : undo.redo()),
    dispose() {
      life.abort();
      opening.abort();
      forget();
      pool.dispose();
    },
  };
}
