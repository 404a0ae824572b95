/** The stage's interface: what a place hands to it and what it reports. The stage knows no store, model or object list. */
import type { Ref } from 'react';
import type { ImageBox } from '../../core/geometry/box.ts';
import type { ImagePoint, Size } from '../../core/geometry/space.ts';
import type { LogitsPlane } from '../../core/mask/logits.ts';
import type { PackedMask } from '../../core/mask/packed.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';

/** An opened picture at its working size. The bitmap belongs to whoever opened it; the stage only draws it. */
export interface StagePicture {
  readonly id: string;
  readonly bitmap: ImageBitmap;
  readonly size: Size;
  readonly name: string;
}

/** Which part of the picture is on screen: the picture point at the stage's centre, and CSS pixels per picture pixel. */
export interface Viewport {
  readonly centre: ImagePoint;
  readonly zoom: number;
}

/** Something drawn over the picture by the mask shader. All of it are uniforms: changing them costs no inference. */
export type MaskLayer =
  | {
      readonly id: string;
      readonly kind: 'logits';
      readonly plane: LogitsPlane;
      /** Logit above which a pixel is mask. */
      readonly threshold: number;
      readonly style: MaskStyle;
      /** Draw only what this layer would change against an accepted mask: what is added in the layer's colour, what goes in `removed`. */
      readonly delta?: {
        readonly plane: LogitsPlane;
        readonly threshold: number;
        readonly removed: readonly [number, number, number];
      };
    }
  | { readonly id: string; readonly kind: 'packed'; readonly mask: PackedMask; readonly style: MaskStyle }
  | {
      readonly id: string;
      /**
       * One channel drawn through a colour ramp (heat), or three as red, green, blue (PCA). Values are mapped from `range` to 0..1.
       * Layout [channels, height, width]. Where a value is NaN or -Infinity nothing is drawn.
       */
      readonly kind: 'plane';
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
      readonly data: Float32Array<ArrayBuffer>;
      readonly content: Size;
      readonly box: ImageBox;
      readonly range: readonly [number, number];
      readonly ramp: 'viridis' | 'cividis' | 'diverging' | 'rgb';
      readonly opacity: number;
      readonly smooth: boolean;
      /** Draw a level line at this value, for thresholds. */
      readonly level?: number;
      /** Tint values within level +- band: what flips when the threshold moves. */
      readonly band?: number;
    };

export interface MaskStyle {
  /** Straight sRGB, 0..1 each. */
  readonly color: readonly [number, number, number];
  readonly fill: number;
  /** Outline width in CSS pixels; 0 = none. */
  readonly outline: number;
  /** Outline moves along itself (marching ants); still when motion is reduced. */
  readonly marching: boolean;
  /** Width of the soft edge in logits (logits layers only); 0 = hard. */
  readonly soft: number;
  /** Everything outside the mask is dimmed (cut-out preview) by this much, 0..1. */
  readonly dimOutside: number;
}

/** A prompt as drawn: `id` names it in gestures. */
export interface StagePrompt {
  readonly id: string;
  readonly kind: 'point' | 'box' | 'brush';
  readonly label: PromptLabel;
  readonly at?: ImagePoint;
  readonly box?: ImageBox;
  readonly path?: readonly ImagePoint[];
  readonly radius?: number;
  /** Waiting for its answer (queued click). */
  readonly pending?: boolean;
}

/** What a press on the stage means. */
export type StageTool = 'point' | 'box' | 'brush' | 'paint' | 'erase' | 'polygon' | 'lasso' | 'wand' | 'pan' | 'none';

/** What the person did, in picture pixels. The place decides what it means. */
export type StageGesture =
  | { readonly kind: 'hover'; readonly at: ImagePoint }
  | { readonly kind: 'leave' }
  /** `alternate`: right button, Alt, or long press: the opposite label. */
  | {
      readonly kind: 'click';
      readonly at: ImagePoint;
      readonly alternate: boolean;
      readonly pointer: 'mouse' | 'pen' | 'touch' | 'keyboard';
    }
  | { readonly kind: 'box'; readonly box: ImageBox; readonly done: boolean }
  | {
      readonly kind: 'stroke';
      readonly path: readonly ImagePoint[];
      readonly pressure: readonly number[];
      readonly alternate: boolean;
      readonly done: boolean;
    }
  | { readonly kind: 'polygon'; readonly path: readonly ImagePoint[]; readonly done: boolean }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'prompt-move'; readonly id: string; readonly at: ImagePoint; readonly done: boolean }
  | { readonly kind: 'box-resize'; readonly id: string; readonly box: ImageBox; readonly done: boolean }
  | { readonly kind: 'prompt-remove'; readonly id: string }
  /** A click with the hand: the object there is meant, not a new prompt. */
  | { readonly kind: 'pick'; readonly at: ImagePoint }
  /** Wheel with the scrub modifier (Alt), or Q and W: through the candidates from part (-1) to whole (+1). */
  | { readonly kind: 'scrub'; readonly by: -1 | 1 }
  /** The keyboard crosshair moved (arrows while the stage has focus), or went away (the pointer took over). */
  | { readonly kind: 'crosshair'; readonly at: ImagePoint | null }
  | { readonly kind: 'viewport'; readonly viewport: Viewport };

/** Layers on top of all others that change more often than the page need be rendered. */
export interface LiveLayers {
  readonly current: () => readonly MaskLayer[];
  /** @returns what ends it */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface StageProps {
  readonly picture: StagePicture | null;
  /** A colour under the picture where it is transparent; chequered when absent. */
  readonly ground?: string | null;
  readonly viewport: Viewport | 'fit';
  readonly layers: readonly MaskLayer[];
  readonly live?: LiveLayers;
  readonly prompts: readonly StagePrompt[];
  readonly tool: StageTool;
  /** Label that a plain click gives; shown by the cursor. */
  readonly label: PromptLabel;
  /** Brush radius in picture pixels, for brush, paint and erase. */
  readonly brushRadius: number;
  /** The keyboard crosshair; null while the pointer is in use. */
  readonly crosshair: ImagePoint | null;
  /** Spoken name of the stage. */
  readonly ariaLabel: string;
  readonly onGesture: (gesture: StageGesture) => void;
  /** Spoken description, e.g. the keys and what the mask covers. */
  readonly ariaDescription?: string;
  /** Told of every view that is shown, those fitted by the stage itself included, with the stage's size in CSS pixels. */
  readonly onView?: (view: Viewport, stage: Size) => void;
  /** Where commands (menu, palette) reach the stage. */
  readonly handle?: Ref<StageHandle>;
  /** The drawing context was lost for good (it is restored by itself where the browser allows). */
  readonly onContextLost?: () => void;
}

/** What a command may ask of the stage; the same code the stage's own keys run. */
export interface StageHandle {
  readonly focus: () => void;
  readonly fit: () => void;
  /** One picture pixel = one CSS pixel. */
  readonly actualSize: () => void;
  /** Zooms about the centre (or the crosshair) by a factor. */
  readonly zoomBy: (factor: number) => void;
  /** Begins a box at the keyboard crosshair; arrows move its other corner, Enter ends it. */
  readonly startBox: () => void;
  /** Clicks at the keyboard crosshair (placed in the middle of the view when there is none). */
  readonly clickCrosshair: (alternate: boolean) => void;
}
