/** A mask that was drawn, imported or combined, handed to the model as its earlier answer so that clicks refine it. */
import type { App } from '../../state/app.ts';
import { ownMask, type SegObject } from '../../state/document.ts';
import type { AppState } from '../../state/state.ts';
import { announce } from '../kit/announce.ts';
import { isTouch } from '../kit/use-media.ts';
import { inWords } from './pointing-words.ts';

/** Whether the object has a mask that the loaded model can start from. */
export function takesMask({ model }: AppState, object: SegObject): boolean {
  const some = object.hand !== null || ownMask(object) !== null;
  const begun = object.maskPrompt !== null && object.hand === null;
  return some && !begun && !object.locked && model.phase === 'ready' && model.manifest.prompts.includes('mask');
}

export function refineWithClicks(app: App, object: SegObject): void {
  app.objects.refineWithClicks(object.id);
  const { tool } = app.store.state;
  if (tool !== 'point' && tool !== 'box' && tool !== 'brush') app.store.set({ tool: 'point' });
  announce(inWords(`${object.name}: the model starts from its mask. Click what is missing or too much.`, isTouch()));
}
