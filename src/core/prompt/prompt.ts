/** What a person (or a robot user) tells the model about one object. */
import type { ImageBox } from '../geometry/box.ts';
import type { ImagePoint } from '../geometry/space.ts';

/** `include`: this belongs to the object; `exclude`: this does not. */
export type PromptLabel = 'include' | 'exclude';

/** One click. */
export interface PointPrompt {
  readonly kind: 'point';
  readonly at: ImagePoint;
  readonly label: PromptLabel;
}

/** A box drawn around the object; at most one a prompt set. */
export interface BoxPrompt {
  readonly kind: 'box';
  readonly box: ImageBox;
}

/** A brush stroke, picture pixels; turned into representative points for models that take points only. */
export interface BrushPrompt {
  readonly kind: 'brush';
  readonly path: readonly ImagePoint[];
  /** Half the brush width, picture pixels. */
  readonly radius: number;
  readonly label: PromptLabel;
}

/** Any prompt. All coordinates are picture pixels. */
export type Prompt = PointPrompt | BoxPrompt | BrushPrompt;

/** True when nothing but one include point was given: then a model offers several candidates (part, object, whole). */
export function isAmbiguous(prompts: readonly Prompt[]): boolean {
  const [only] = prompts;
  return prompts.length === 1 && only?.kind === 'point' && only.label === 'include';
}

/** The part of the picture that a prompt speaks of: empty-sized at a point, the stroke's path without its width. */
export function promptBox(prompt: Prompt): ImageBox {
  if (prompt.kind === 'box') return prompt.box;
  const path = prompt.kind === 'point' ? [prompt.at] : prompt.path;
  const xs = path.map((p) => p.x);
  const ys = path.map((p) => p.y);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}
