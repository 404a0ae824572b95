/** Where a cut-out lies in a frame of its own: moved, scaled, turned, with padding and a shadow. */
import type { Size } from '../geometry/space.ts';

export interface DropShadow {
  /** 0..1. */
  readonly opacity: number;
  /** Standard deviation of the blur, and how far it lies below, as shares of the frame's shorter side. */
  readonly blur: number;
  readonly drop: number;
}

export interface Composition {
  /** Pixels of the file; `object`: the object's own size with the padding around it; `square`: the least square around that. */
  readonly frame: Size | 'object' | 'square';
  /** What stays free on every side, as a share of the frame's shorter side, 0..0.45. */
  readonly padding: number;
  /** Moves from the middle, shares of the frame's width and height. */
  readonly x: number;
  readonly y: number;
  /** 1: as large as fits inside the padding. */
  readonly scale: number;
  /** Degrees clockwise. */
  readonly rotate: number;
  readonly shadow: DropShadow | null;
}

/** A frame, and the affine map of the object's pixels into it: (a, b, c, d, e, f) as `CanvasTransform.setTransform` takes it. */
export interface FramedObject {
  readonly frame: Size;
  /** Frame pixels for one pixel of the object. */
  readonly scale: number;
  readonly matrix: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
}

function frameOf(object: Size, { frame, padding }: Composition): Size {
  if (typeof frame !== 'string') return frame;
  const grown = 1 / (1 - 2 * padding);
  if (frame === 'square') {
    const side = Math.max(1, Math.ceil(Math.max(object.width, object.height) * grown));
    return { width: side, height: side };
  }
  const more = Math.min(object.width, object.height) * (grown - 1);
  return { width: Math.max(1, Math.ceil(object.width + more)), height: Math.max(1, Math.ceil(object.height + more)) };
}

/** Places an object of this size. A turned object keeps its scale and may reach beyond the frame. */
export function frameObject(object: Size, composition: Composition): FramedObject {
  const { padding, x, y, scale: factor, rotate } = composition;
  const frame = frameOf(object, composition);
  const free = padding * Math.min(frame.width, frame.height);
  const fit = Math.min((frame.width - 2 * free) / object.width, (frame.height - 2 * free) / object.height);
  const scale = factor * fit;
  const angle = (rotate * Math.PI) / 180;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [cx, cy] = [frame.width * (0.5 + x), frame.height * (0.5 + y)];
  const [ox, oy] = [object.width / 2, object.height / 2];
  return { frame, scale, matrix: [cos, sin, -sin, cos, cx - cos * ox + sin * oy, cy - sin * ox - cos * oy] };
}
