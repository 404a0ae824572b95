/** What a person has chosen about the frame of a cut-out. */
import type { Size } from '../../core/geometry/space.ts';
import type { Composition } from '../../core/image/frame.ts';

export type FrameId = 'none' | 'object' | 'square' | 'passport' | 'product' | 'story' | 'own';

export interface ComposeChoices extends Omit<Composition, 'frame' | 'shadow'> {
  readonly frame: FrameId;
  /** Pixels of the frame `own`. */
  readonly own: Size;
  /** How dark the shadow is, 0..1. */
  readonly shadow: number;
  /** How soft it is and how far it lies below, shares of the frame's shorter side. */
  readonly softness: number;
  readonly drop: number;
}

interface Frame {
  readonly label: string;
  readonly size: Size | 'object' | 'square' | 'own' | null;
}

/** Longest side of a frame of one's own, pixels: what every browser's canvas takes. */
export const MOST_FRAME = 8192;

export const FRAMES: Readonly<Record<FrameId, Frame>> = {
  none: { label: 'The picture’s own', size: null },
  object: { label: 'Around the object', size: 'object' },
  square: { label: 'Square', size: 'square' },
  // 35 mm x 45 mm at 600 dots per inch.
  passport: { label: 'Passport, 35 × 45 mm', size: { width: 827, height: 1063 } },
  product: { label: 'Product, 2048 × 2048', size: { width: 2048, height: 2048 } },
  story: { label: 'Story, 1080 × 1920', size: { width: 1080, height: 1920 } },
  own: { label: 'Own size', size: 'own' },
};

export const FRAME_IDS = Object.keys(FRAMES) as readonly FrameId[]; // the keys are exactly these

/** Nothing moved; what a frame starts with. */
export const PLAIN_COMPOSE: ComposeChoices = {
  frame: 'none',
  own: { width: 1200, height: 1200 },
  padding: 0.08,
  x: 0,
  y: 0,
  scale: 1,
  rotate: 0,
  shadow: 0,
  softness: 0.02,
  drop: 0.02,
};

/** The frame as the exporter takes it; null where the picture's own is kept. */
export function compositionOf(choices: ComposeChoices): Composition | null {
  const { frame: id, own, padding, x, y, scale, rotate, shadow, softness, drop } = choices;
  const { size } = FRAMES[id];
  if (size === null) return null;
  const frame = size === 'own' ? own : size;
  return {
    frame,
    padding,
    x,
    y,
    scale,
    rotate,
    shadow: shadow > 0 ? { opacity: shadow, blur: softness, drop } : null,
  };
}

/** Pixels of the file, where they do not depend on the object. */
export function fixedFrame({ frame, own }: ComposeChoices): Size | null {
  const { size } = FRAMES[frame];
  if (size === 'own') return own;
  return typeof size === 'string' ? null : size;
}
