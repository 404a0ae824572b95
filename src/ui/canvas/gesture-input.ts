/** Pointer and wheel events reduced to what the gesture machine needs, so that it runs without a DOM. */
import type { ImageBox } from '../../core/geometry/box.ts';
import type { ImagePoint, Size, ViewPoint } from '../../core/geometry/space.ts';
import type { PromptHit } from './hit-test.ts';
import type { StageGesture, StagePrompt, StageTool, Viewport } from './stage-types.ts';

type PointerKind = 'mouse' | 'pen' | 'touch';

export interface PointerInput {
  readonly id: number;
  readonly kind: PointerKind;
  readonly at: ViewPoint;
  /** As in PointerEvent: 0 main, 1 middle, 2 secondary. */
  readonly button: number;
  readonly alt: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  /** 0..1; 0.5 for a mouse. */
  readonly pressure: number;
}

export interface WheelInput {
  readonly at: ViewPoint;
  /** CSS pixels. */
  readonly dx: number;
  readonly dy: number;
  readonly alt: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  /** True for a notched wheel, false for a trackpad. */
  readonly notched: boolean;
}

/** What is being drawn and not yet handed over. */
export type Draft =
  | { readonly kind: 'box'; readonly box: ImageBox }
  | { readonly kind: 'stroke'; readonly path: readonly ImagePoint[]; readonly alternate: boolean }
  | { readonly kind: 'polygon'; readonly path: readonly ImagePoint[]; readonly closed: boolean };

/** What the machine reads afresh at every event. */
export interface GestureSurroundings {
  readonly picture: Size | null;
  readonly stage: Size;
  readonly view: Viewport;
  readonly tool: StageTool;
  readonly prompts: readonly StagePrompt[];
  /** Space is held: the main button pans. */
  readonly panKey: boolean;
}

/** What the machine does to the world. */
export interface GestureEffects {
  readonly emit: (gesture: StageGesture) => void;
  readonly setView: (view: Viewport) => void;
  readonly setDraft: (draft: Draft | null) => void;
  /** The prompt part under the pointer, for the cursor. */
  readonly setHit: (hit: PromptHit | null) => void;
  /** Calls back after the given milliseconds; returns how to give up. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** A short buzz where the device can. */
  readonly buzz: () => void;
}
