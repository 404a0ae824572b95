/** Everything the screen shows, in one immutable value. Slices are plain interfaces; flows change them. */
import type { SegErrorCode } from '../contract/errors.ts';
import type { ModelManifest } from '../contract/manifest.ts';
import type { LoadedModel, Progress, Segmentation } from '../contract/segmenter.ts';
import type { WandOptions } from '../core/edit/wand.ts';
import type { ReadSource } from '../core/formats/reader.ts';
import type { ImagePoint } from '../core/geometry/space.ts';
import type { Prompt, PromptLabel } from '../core/prompt/prompt.ts';
import type { OpenedPicture } from './deps.ts';
import { type Doc, EMPTY_DOC, type ObjectId } from './document.ts';
import type { HistorySummary } from './history.ts';
import type { LinkView } from './segment-permalink.ts';

export type Tool = 'point' | 'box' | 'brush' | 'paint' | 'erase' | 'lasso' | 'polygon' | 'wand' | 'hair' | 'pan';
type ViewMode = 'overlay' | 'outline' | 'cutout';
export type SheetStop = 'peek' | 'half' | 'full';
type Theme = 'system' | 'light' | 'dark';
type Overlay = 'none' | 'help' | 'palette' | 'export' | 'address' | 'sessions' | 'batch' | 'import' | 'values';

/** Bytes so far and, where known, in all, of every file that a model needs. */
interface ModelProgress {
  readonly stage: Progress['stage'];
  readonly done: number;
  readonly total?: number;
}

export type ModelState =
  | { readonly phase: 'none' }
  | {
      readonly phase: 'loading';
      readonly id: string;
      readonly manifest: ModelManifest | null;
      readonly progress: ModelProgress | null;
    }
  | { readonly phase: 'ready'; readonly id: string; readonly manifest: ModelManifest; readonly loaded: LoadedModel }
  | { readonly phase: 'failed'; readonly id: string; readonly code: SegErrorCode; readonly detail: string };

type EncodingState =
  | { readonly phase: 'none' }
  | { readonly phase: 'encoding'; readonly since: number }
  | { readonly phase: 'ready'; readonly encodeMs: number; readonly prepareMs: number }
  | { readonly phase: 'failed'; readonly code: SegErrorCode; readonly detail: string };

/** The answer to prompts that are not placed yet: under the pointer, or a box being drawn. */
export interface Preview {
  readonly prompts: readonly Prompt[];
  readonly at: ImagePoint | null;
  readonly segmentation: Segmentation;
  readonly model: string;
}

type NoticeTone = 'info' | 'good' | 'warning' | 'error';

/** An annotation file that may be read in several ways, until the person says which. */
export interface ImportQuestion {
  readonly source: ReadSource;
  /** Index of the reading; null leaves the file out. */
  readonly answer: (reading: number | null) => void;
}

/** Something that happened and what can be done about it. */
export interface Notice {
  readonly id: number;
  readonly tone: NoticeTone;
  readonly title: string;
  readonly text?: string;
  /** Shown until dismissed when absent; milliseconds. */
  readonly lasts?: number;
  /** What can be done about it, as a button. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A failure as a flow reports it; the words are the UI's. */
export interface Failure {
  readonly id: number;
  readonly doing:
    | 'open-picture'
    | 'open-film'
    | 'load-model'
    | 'encode'
    | 'segment'
    | 'export'
    | 'copy'
    | 'edit'
    | 'import'
    | 'save'
    | 'delete'
    | 'open-project'
    | 'everything'
    | 'similar';
  readonly code: SegErrorCode;
  readonly detail: string;
}

export interface Settings {
  readonly theme: Theme;
  readonly view: ViewMode;
  readonly fill: number;
  readonly hoverPreview: boolean;
  readonly panelOpen: boolean;
  /** Encode the visible part by itself when the view is zoomed in. */
  readonly zoomRefine: boolean;
  /** Strokes and outlines by hand cling to edges of the picture nearby. */
  readonly edgesSnap: boolean;
  /** Hardness of the paint and erase brushes, 0..1. */
  readonly hardness: number;
  /** Every box that is drawn makes an object of its own. */
  readonly boxEach: boolean;
  /** How the magic wand tells colours apart. */
  readonly wand: WandOptions;
}

/** A search for many objects: running, or what the last one came to. */
export interface Finding {
  readonly kind: 'everything' | 'similar';
  readonly running: boolean;
  /** Points decoded, and points in all; null while unknown. */
  readonly done: number;
  readonly total: number | null;
  readonly found: number;
  readonly ms: number;
  /** Found objects, where each can be told; those struck out since are in the list but no longer in the document. */
  readonly objects?: readonly ObjectId[];
}

export interface AppState {
  readonly picture: OpenedPicture | null;
  /** Name of the picture being opened, or null. */
  readonly opening: string | null;
  readonly doc: Doc;
  readonly history: HistorySummary;
  readonly model: ModelState;
  readonly encoding: EncodingState;
  /** Milliseconds of the last exact answer; null before the first. */
  readonly decodeMs: number | null;
  /** Objects whose answer is being computed or waits for the picture's encoding. */
  readonly busy: boolean;
  readonly preview: Preview | null;
  /** The visible part: being encoded by itself, offered (the model is slow), at hand, or not worth it. */
  readonly refining: 'none' | 'offered' | 'encoding' | 'ready';
  /** The search whose controls are open. */
  readonly finder: Finding['kind'] | null;
  readonly finding: Finding | null;
  /** Least similarity of "more like this", -1..1. */
  readonly similarity: number;
  readonly tool: Tool;
  readonly label: PromptLabel;
  /** Picture pixels. */
  readonly brushRadius: number;
  readonly zoom: number;
  /** A view that the stage is to take, from a link; null once it has. */
  readonly wantedView: LinkView | null;
  readonly settings: Settings;
  readonly overlay: Overlay;
  /** Asked in the dialogue `import`. */
  readonly importQuestion: ImportQuestion | null;
  /** How a cut-out is looked at: `chequer` or `#rrggbb` behind it, and the share of the width that shows the picture beside it, 0..1. */
  readonly cutoutView: { readonly ground: string; readonly before: number };
  /** How much of the sheet of objects is shown where the window is too small for a panel beside the picture. */
  readonly sheet: SheetStop;
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
}

export const INITIAL_STATE: AppState = {
  picture: null,
  opening: null,
  doc: EMPTY_DOC,
  history: { undo: null, redo: null, bytes: 0, steps: 0 },
  model: { phase: 'none' },
  encoding: { phase: 'none' },
  decodeMs: null,
  busy: false,
  preview: null,
  refining: 'none',
  finder: null,
  finding: null,
  similarity: 0.5,
  tool: 'point',
  label: 'include',
  brushRadius: 24,
  zoom: 1,
  wantedView: null,
  settings: {
    theme: 'system',
    view: 'overlay',
    fill: 0.45,
    hoverPreview: true,
    panelOpen: true,
    zoomRefine: true,
    edgesSnap: false,
    hardness: 1,
    boxEach: false,
    wand: { tolerance: 32, contiguous: true },
  },
  overlay: 'none',
  importQuestion: null,
  cutoutView: { ground: 'chequer', before: 0 },
  sheet: 'peek',
  notices: [],
  failures: [],
};
