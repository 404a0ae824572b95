/** What the stage draws for a document: objects in their colours, the preview as a difference. */
import { instanceColor } from '../../core/color/palette.ts';
import { parseHex } from '../../core/color/vision.ts';
import { activeObject, chosenCandidate, type Doc, isStale, ownMask, type SegObject } from '../../state/document.ts';
import { objectMask } from '../../state/object-mask.ts';
import type { Preview, Settings, Tool } from '../../state/state.ts';
import type { MaskLayer, MaskStyle, StagePrompt } from '../canvas/stage-types.ts';

/** Straight sRGB 0..1 of the n-th object's colour. */
function colorOf(n: number): readonly [number, number, number] {
  const rgb = parseHex(instanceColor(n));
  return rgb ? [rgb.r / 255, rgb.g / 255, rgb.b / 255] : [1, 0.6, 0];
}

function styleOf(object: SegObject, active: boolean, settings: Settings): MaskStyle {
  const base = {
    color: colorOf(object.color),
    outline: active ? 2 : 1.25,
    marching: active,
    soft: object.soft,
    dimOutside: 0,
  };
  switch (settings.view) {
    case 'overlay':
      return { ...base, fill: active ? settings.fill : settings.fill * 0.8 };
    case 'outline':
      return { ...base, fill: 0, outline: active ? 2.5 : 2 };
    case 'cutout':
      return { ...base, fill: 0, outline: 0, marching: false, dimOutside: 0.88 };
  }
}

function layerOf(object: SegObject, active: boolean, settings: Settings): MaskLayer | null {
  const style = styleOf(object, active, settings);
  const mask = object.hand ? objectMask(object, object.hand.added) : ownMask(object);
  if (mask) return { id: object.id, kind: 'packed', mask, style };
  const plane = chosenCandidate(object)?.logits;
  return plane ? { id: object.id, kind: 'logits', plane, threshold: object.threshold, style } : null;
}

/** The objects that a cut-out shows: the active one, else the topmost visible one. */
export function shownIn(doc: Doc, settings: Settings): readonly SegObject[] {
  const visible = doc.objects.filter((o) => o.visible);
  if (settings.view !== 'cutout') return visible;
  const one = visible.find((o) => o.id === doc.activeId) ?? visible[0];
  return one ? [one] : [];
}

/** The objects' layers from the bottom to the top. */
export function layersOf(doc: Doc, settings: Settings): readonly MaskLayer[] {
  return shownIn(doc, settings)
    .map((object) => layerOf(object, object.id === doc.activeId, settings))
    .filter((layer) => layer !== null)
    .reverse();
}

/** The hair that was painted over the active object, while its brush is in hand. */
export function hairLayers(doc: Doc, tool: Tool): readonly MaskLayer[] {
  const mask = tool === 'hair' ? activeObject(doc)?.unknown : null;
  if (!mask) return [];
  const style: MaskStyle = { color: [1, 0.83, 0.1], fill: 0.5, outline: 1.5, marching: false, soft: 0, dimOutside: 0 };
  return [{ id: 'hair', kind: 'packed', mask, style }];
}

/** What a click here would give, over all objects: as a difference where the active object has a mask already. */
export function previewLayers(doc: Doc, preview: Preview | null): readonly MaskLayer[] {
  const plane = preview?.segmentation.candidates[preview.segmentation.best]?.logits;
  if (!plane) return [];
  const active = doc.objects.find((o) => o.id === doc.activeId);
  const accepted = active ? chosenCandidate(active)?.logits : undefined;
  return [
    {
      id: 'preview',
      kind: 'logits',
      plane,
      threshold: active?.threshold ?? 0,
      style: {
        color: active ? colorOf(active.color) : [1, 1, 1],
        fill: 0.28,
        outline: 1.5,
        marching: false,
        soft: 0,
        dimOutside: 0,
      },
      ...(accepted ? { delta: { plane: accepted, threshold: active?.threshold ?? 0, removed: [0.1, 0.1, 0.1] } } : {}),
    },
  ];
}

/** The active object's prompts as drawn. */
export function promptsOf(doc: Doc): readonly StagePrompt[] {
  const active = doc.objects.find((o) => o.id === doc.activeId);
  if (!active) return [];
  const pending = isStale(active);
  const last = active.prompts.at(-1);
  return active.prompts.map((placed): StagePrompt => {
    const { id, prompt } = placed;
    const waits = { pending: pending && placed === last };
    switch (prompt.kind) {
      case 'point':
        return { id, kind: 'point', label: prompt.label, at: prompt.at, ...waits };
      case 'box':
        return { id, kind: 'box', label: 'include', box: prompt.box, ...waits };
      default:
        return { id, kind: 'brush', label: prompt.label, path: prompt.path, radius: prompt.radius, ...waits };
    }
  });
}
