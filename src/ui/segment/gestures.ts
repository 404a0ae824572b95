/** What a gesture on the stage means with the tool in hand. */
import type { ImageBox } from '../../core/geometry/box.ts';
import type { ImagePoint } from '../../core/geometry/space.ts';
import { packedHas } from '../../core/mask/packed.ts';
import { shareInWords } from '../../core/prompt/describe.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import type { App } from '../../state/app.ts';
import { activeObject } from '../../state/document.ts';
import { objectMask } from '../../state/object-mask.ts';
import type { StageGesture } from '../canvas/stage-types.ts';
import { announce } from '../kit/announce.ts';
import { candidateName } from './candidate-names.ts';

/** The label of a click: the chosen one, or its opposite with the right button, Alt or a long press. */
function labelOf(chosen: PromptLabel, alternate: boolean): PromptLabel {
  if (!alternate) return chosen;
  return chosen === 'include' ? 'exclude' : 'include';
}

function onStroke(app: App, gesture: Extract<StageGesture, { kind: 'stroke' }>): void {
  const { tool, label, brushRadius, settings } = app.store.state;
  if (!gesture.done) return;
  if (tool === 'brush') {
    const says = labelOf(label, gesture.alternate);
    if (says === 'include' || app.prompts.aimExclusion(gesture.path))
      app.prompts.brush(gesture.path, brushRadius, says);
  } else if (tool === 'paint' || tool === 'erase') {
    const adds = (tool === 'paint') !== gesture.alternate;
    const tip = { radius: brushRadius, hardness: settings.hardness, leastPressure: 0.4 };
    app.edits.stroke(gesture.path, gesture.pressure, tip, adds ? 'brush' : 'eraser');
  } else if (tool === 'hair') {
    app.edits.hair(gesture.path, brushRadius, labelOf(label, gesture.alternate) === 'exclude');
  } else if (tool === 'lasso') {
    app.edits.outline(gesture.path, gesture.alternate || label === 'exclude');
  }
}

/** Boxes with shorter sides are a slip of the hand, not a question. Picture pixels. */
const LEAST_BOX = 4;

/** Shows what the box in hand would give. */
function previewBox(app: App, box: ImageBox): void {
  const { state } = app.store;
  const active = state.settings.boxEach ? null : activeObject(state.doc);
  if (!state.settings.hoverPreview || active?.locked || active?.mask) return;
  if (box.x1 - box.x0 < LEAST_BOX || box.y1 - box.y0 < LEAST_BOX) return;
  const others = active?.prompts.map((p) => p.prompt).filter((p) => p.kind !== 'box') ?? [];
  app.previews.ask([...others, { kind: 'box', box }], null);
}

/** Steps through the candidates and says where it stands. */
export function scrub(app: App, by: -1 | 1): void {
  const at = app.prompts.scrub(by);
  if (at) announce(`${candidateName(at.rank, at.of)}: candidate ${at.rank + 1} of ${at.of}, from part to whole`);
}

/** Chooses the topmost visible object at a point; where the active one lies there already, the next below it. */
function pick(app: App, { x, y }: ImagePoint): void {
  const { picture, doc } = app.store.state;
  if (!picture) return;
  const hit = doc.objects.filter((o) => {
    const mask = o.visible ? objectMask(o, picture.size) : null;
    return mask !== null && packedHas(mask, Math.floor(x), Math.floor(y));
  });
  const object = hit[(hit.findIndex((o) => o.id === doc.activeId) + 1) % Math.max(1, hit.length)];
  app.objects.activate(object?.id ?? null);
  announce(object ? `${object.name} chosen` : 'No object lies there');
}

/** Carries a gesture out. Viewport and crosshair are the host's own business. */
export function onStageGesture(app: App, gesture: StageGesture): void {
  const { state } = app.store;
  switch (gesture.kind) {
    case 'hover': {
      if (state.tool !== 'point' || !state.settings.hoverPreview) return;
      const active = activeObject(state.doc);
      if (active?.locked || active?.mask) return;
      const placed = active?.prompts.map((p) => p.prompt) ?? [];
      app.previews.ask([...placed, { kind: 'point', at: gesture.at, label: state.label }], gesture.at);
      return;
    }
    case 'leave':
    case 'cancel':
      app.previews.clear();
      return;
    case 'click': {
      const label = labelOf(state.label, gesture.alternate);
      if (state.tool === 'wand') {
        const part = app.edits.wand(gesture.at, state.settings.wand, label === 'exclude');
        if (part !== null) announce(`${shareInWords(part, 1)} of the picture has this colour`);
        return;
      }
      if (label === 'include' || app.prompts.aimExclusion([gesture.at])) app.prompts.click(gesture.at, label);
      return;
    }
    case 'box':
      if (!gesture.done) previewBox(app, gesture.box);
      else if (state.settings.boxEach) app.prompts.boxObject(gesture.box);
      else app.prompts.box(gesture.box);
      return;
    case 'stroke':
      onStroke(app, gesture);
      return;
    case 'polygon':
      if (gesture.done) app.edits.outline(gesture.path, state.label === 'exclude');
      return;
    case 'prompt-move':
      app.prompts.movePoint(gesture.id, gesture.at);
      if (gesture.done) app.prompts.settle();
      return;
    case 'box-resize':
      app.prompts.resizeBox(gesture.id, gesture.box);
      if (gesture.done) app.prompts.settle();
      return;
    case 'prompt-remove':
      app.prompts.remove(gesture.id);
      return;
    case 'pick':
      pick(app, gesture.at);
      return;
    case 'scrub':
      scrub(app, gesture.by);
      return;
    case 'viewport':
    case 'crosshair':
      return;
  }
}
