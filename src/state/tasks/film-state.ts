/** What a screen shows of a video being segmented, and the verbs that change it. */
import type { StoreApi } from 'zustand/vanilla';
import type { Clip } from '../../contract/video.ts';
import type { FrameScore } from '../../core/metrics/jf.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { HistorySummary } from '../history.ts';
import type { FilmDoc } from './film-doc.ts';
import type { FrameRange } from './film-plan.ts';
import type { FilmWork } from './film-shelf.ts';

/** A run from marked frames to others. */
export interface FilmRun {
  readonly running: boolean;
  /** Frames, counted once for each object, and once more where they are met from the other side. */
  readonly done: number;
  readonly total: number;
  /** Milliseconds in all, and their parts. */
  readonly ms: number;
  readonly encodeMs: number;
  readonly matchMs: number;
  readonly decodeMs: number;
  /** Frame at which it stopped because a mask there is doubtful; null otherwise. */
  readonly doubtAt: number | null;
}

export interface FilmState extends FilmDoc {
  readonly clip: Clip | null;
  readonly at: number;
  /** Frames between the in and the out point. */
  readonly range: FrameRange;
  /** Id of the object that prompts belong to. */
  readonly active: string;
  /** What is being opened, and how far. */
  readonly opening: { readonly name: string; readonly done: number; readonly total: number } | null;
  readonly waiting: boolean;
  readonly run: FilmRun | null;
  /** Of the active object's masks against its truth. */
  readonly scores: ReadonlyMap<number, FrameScore>;
  readonly history: HistorySummary;
}

export interface Film {
  readonly api: StoreApi<FilmState>;
  /**
   * Takes the video that `load` gives; the one before is closed. Failures go to the app's store.
   * @param resumed work that was done on the video before; a video that it does not fit is refused
   */
  open(
    name: string,
    load: (signal: AbortSignal, report: (done: number, total: number) => void) => Promise<Clip>,
    resumed?: FilmWork,
  ): Promise<void>;
  cancelOpening(): void;
  close(): void;
  go(frame: number): void;
  /** Shows the next frame with a doubtful mask, from the first again after the last. */
  goToDoubt(): void;
  /** Makes the frame shown the first or the last that runs and exports cover; again on the same frame lifts it. */
  setEdge(edge: 'in' | 'out'): void;
  /** Adds a prompt for the active object on the frame shown; on a propagated mask it is a correction. */
  prompt(prompt: Prompt): Promise<void>;
  /** Moves, resizes or (null) removes one of the active object's prompts; the mask is asked for again without what it said before. */
  changePrompt(index: number, prompt: Prompt | null): Promise<void>;
  /** Takes the active object's prompts and mask away on the frame shown. */
  clearFrame(): void;
  /** Adds an object and makes it the active one. */
  addObject(): void;
  removeObject(id: string): void;
  renameObject(id: string, name: string): void;
  chooseObject(id: string): void;
  /** Propagates every object's masks from the frame shown (or the nearest marked one before it) to the next marked frame or the end. */
  carryOn(direction: 1 | -1): Promise<void>;
  cancel(): void;
  addTruth(track: Clip['truths'][number]): void;
  chooseTruth(name: string | null): void;
  undo(): string | null;
  redo(): string | null;
  dispose(): void;
}
