/** Brings the stage to where a step of a lesson begins. */
import type { LessonStep } from '../../contract/lesson.ts';
import { imagePoint } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import type { App } from '../app.ts';
import type { Sample } from '../deps.ts';

/** Makes the document hold one new object with these prompts, or none. */
export function placePrompts(app: App, prompts: readonly Prompt[]): void {
  app.previews.clear();
  app.store.resetDoc();
  for (const prompt of prompts) {
    if (prompt.kind === 'point') app.prompts.click(prompt.at, prompt.label);
    else if (prompt.kind === 'box') app.prompts.box(prompt.box);
    else app.prompts.brush(prompt.path, prompt.radius, prompt.label);
  }
}

/** The prompts of a step on a picture of this size. */
export function stepPrompts(
  step: LessonStep,
  size: { readonly width: number; readonly height: number },
): readonly Prompt[] {
  const points = step.prompts.map(
    ({ x, y, label }): Prompt => ({ kind: 'point', at: imagePoint(x * size.width, y * size.height), label }),
  );
  if (!step.box) return points;
  const { x0, y0, x1, y1 } = step.box;
  const box = { x0: x0 * size.width, y0: y0 * size.height, x1: x1 * size.width, y1: y1 * size.height };
  return [{ kind: 'box', box }, ...points];
}

/**
 * Opens the step's sample unless it is open, and places its prompts. A step without prompts on the picture that is open keeps
 * what is there, unless it asks for a fresh stage.
 *
 * @param open id of the sample that is open, or null
 * @param samples the bundled samples
 * @param linked prompts of an address, which go before the step's own
 * @returns id of the sample that is open afterwards; null when it could not be opened (said in the store)
 */
export async function setStage(
  app: App,
  step: LessonStep,
  open: string | null,
  samples: readonly Sample[],
  linked?: (size: { readonly width: number; readonly height: number }) => readonly Prompt[],
): Promise<string | null> {
  const wanted = step.sample ?? open;
  const opened = wanted !== open || !app.store.state.picture;
  if (opened) {
    const sample = samples.find((s) => s.id === wanted);
    if (!sample) return null;
    if (!(await app.pictures.open({ kind: 'sample', url: sample.url, name: sample.name }))) return null;
  }
  const { picture } = app.store.state;
  if (!picture) return null;
  const prompts = linked?.(picture.size) ?? [];
  const places = step.prompts.length > 0 || step.box !== undefined || step.fresh;
  if (prompts.length > 0) placePrompts(app, prompts);
  else if (places) placePrompts(app, stepPrompts(step, picture.size));
  // A brush in hand stays in hand while the stage stays as it is.
  const { tool } = app.store.state;
  if (!step.interactive) app.store.set({ tool: 'pan' });
  else if (opened || places || tool === 'pan') app.store.set({ tool: 'point', label: 'include' });
  return wanted;
}
