/** Segment as an address: model, prompts, view and, for a bundled sample, its id; never a picture of one's own. */
import type { Size } from '../core/geometry/space.ts';
import { type ImagePoint, imagePoint } from '../core/geometry/space.ts';
import type { Prompt } from '../core/prompt/prompt.ts';
import { formatPrompt, parsePrompt } from './compare/permalink.ts';
import type { Doc } from './document.ts';

/** The part of the picture on screen: the picture point in the middle and how many picture pixels are seen across. */
export interface LinkView {
  readonly centre: ImagePoint;
  readonly across: number;
}

export interface SegmentLink {
  readonly model?: string;
  /** Prompts of each object, the bottom one first. */
  readonly objects: readonly (readonly Prompt[])[];
  /** Working size of the picture that prompts and view refer to; another picture scales them. */
  readonly size?: Size;
  readonly view?: LinkView;
  /** A sample picture by id. */
  readonly sample?: string;
}

const MOST_OBJECTS = 60;
const MOST_PROMPTS = 100;

/** Prompts of the objects that have some, the bottom one first; masks cannot travel in an address, nor what was asked with one. */
export function linkObjects(doc: Doc): SegmentLink['objects'] {
  return doc.objects
    .toReversed()
    .map((o) => (o.maskPrompt ? [] : o.prompts.map((p) => p.prompt)))
    .filter((prompts) => prompts.length > 0);
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** What follows `#/segment?`. */
export function formatSegmentLink(link: SegmentLink): string {
  const query = new URLSearchParams();
  if (link.sample) query.set('sample', link.sample);
  if (link.model) query.set('m', link.model);
  const objects = link.objects.slice(0, MOST_OBJECTS);
  if (objects.length > 0) query.set('p', objects.map((prompts) => prompts.map(formatPrompt).join(';')).join('~'));
  if (link.size) query.set('on', `${link.size.width}x${link.size.height}`);
  if (link.view) query.set('v', [link.view.centre.x, link.view.centre.y, link.view.across].map(round).join(','));
  return query.toString();
}

function parseView(text: string | null): LinkView | null {
  const [x, y, across, ...more] = (text ?? '').split(',').map(Number);
  if (x === undefined || y === undefined || across === undefined || more.length > 0) return null;
  if (![x, y, across].every((n) => Number.isFinite(n) && Math.abs(n) < 1e6) || across <= 0) return null;
  return { centre: imagePoint(x, y), across };
}

/** Reads any query; what makes no sense is left out. */
export function parseSegmentLink(query: string): SegmentLink {
  const params = new URLSearchParams(query);
  const objects = (params.get('p') ?? '')
    .split('~')
    .slice(0, MOST_OBJECTS)
    .map((text) => text.split(';').slice(0, MOST_PROMPTS).map(parsePrompt))
    .map((prompts) => prompts.filter((p) => p !== null))
    .filter((prompts) => prompts.length > 0);
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(params.get('on') ?? '') ?? [];
  const model = params.get('m') ?? '';
  const sample = params.get('sample') ?? '';
  const view = parseView(params.get('v'));
  return {
    objects,
    ...(/^[a-z0-9][a-z0-9.-]{0,80}$/.test(model) ? { model } : {}),
    ...(width && height ? { size: { width: Number(width), height: Number(height) } } : {}),
    ...(view ? { view } : {}),
    ...(/^[\w-]{1,60}$/.test(sample) ? { sample } : {}),
  };
}
