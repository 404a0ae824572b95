/** Whether a graph's input can be a picture, in which order its numbers go, and what stands against it. */
import type { Transform } from '../../contract/manifest.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { GraphPort, ModelHeader } from './header.ts';
import { portWords } from './port-words.ts';

type Dim = number | string;

/** Types that a picture is given in. */
const TYPES: ReadonlySet<string> = new Set(['float32', 'float16', 'uint8']);

const open = (dim: Dim | undefined): boolean => typeof dim === 'string' || (typeof dim === 'number' && dim <= 0);

/** Order of the numbers: channels first, last, or last without a batch. Null where no dimension can be three channels. */
export function layoutOf(shape: readonly Dim[]): Transform['layout'] | null {
  if (shape.length === 3) return shape[2] === 3 ? 'hwc' : null;
  if (shape.length !== 4) return null;
  if (shape[1] === 3) return 'nchw';
  if (shape[3] === 3) return 'nhwc';
  return open(shape[1]) ? 'nchw' : null;
}

/** The canvas that a shape fixes; null where a side is open. */
export function canvasOf(shape: readonly Dim[]): Size | null {
  const layout = layoutOf(shape);
  const [height, width] = layout === 'hwc' ? shape : layout === 'nhwc' ? shape.slice(1) : shape.slice(2);
  if (typeof width !== 'number' || typeof height !== 'number' || width <= 0 || height <= 0) return null;
  return { width, height };
}

/** Single input that can be a picture: float or byte, with three channels first or last. */
export function pictureInput(header: ModelHeader): GraphPort | undefined {
  const [port, ...rest] = header.inputs;
  return port && rest.length === 0 && pictureFault(header) === null ? port : undefined;
}

/** The first property that keeps a graph's inputs from being one picture, as a sentence; null when nothing does. */
export function pictureFault(header: ModelHeader): string | null {
  const [port, ...rest] = header.inputs;
  if (!port) return 'It has no input.';
  if (rest.length > 0) {
    return `It has ${header.inputs.length} inputs (${header.inputs.map(portWords).join(', ')}); a model without prompts takes the picture alone.`;
  }
  const { shape, type } = port;
  const [batch] = shape;
  if (!TYPES.has(type)) {
    return `Its input ${portWords(port)} is of type ${type}; a picture goes in as float32, float16 or uint8.`;
  }
  if (shape.length !== 3 && shape.length !== 4) {
    return `Its input ${portWords(port)} has ${shape.length} dimensions; a picture has four (or three, height, width and colours).`;
  }
  if (shape.length === 4 && typeof batch === 'number' && batch > 1) {
    return `Its input ${portWords(port)} takes ${batch} pictures at a time (its batch size); here one goes in at a time.`;
  }
  if (layoutOf(shape) === null) {
    return `Its input ${portWords(port)} has no dimension of 3 colour channels, neither first (NCHW) nor last (NHWC).`;
  }
  return null;
}
