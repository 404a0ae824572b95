/** A comparison as an address: models, prompts and view; never the picture. */

import { Backend, Precision } from '../../contract/manifest.ts';
import { imagePoint, type Size } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { PROMPT_FILTERS, type PromptFilter } from './prompt-filter.ts';

/** One compared model: a model, and what sets it apart from another compared model with the same model. */
export interface LaneSpec {
  readonly model: string;
  readonly size?: number;
  readonly precision?: Precision;
  readonly backend?: Backend;
  /** The part of the shared prompts that it is shown; absent = all of them. */
  readonly promptFilter?: PromptFilter;
}

export const COMPARE_VIEWS = ['side', 'swipe', 'blink', 'agreement'] as const;
export type CompareView = (typeof COMPARE_VIEWS)[number];

/** What of each model's inside lies under its masks. */
export const INSIDES = ['none', 'embedding', 'likeness', 'logits'] as const;
export type Inside = (typeof INSIDES)[number];

export interface ComparisonLink {
  readonly lanes: readonly LaneSpec[];
  readonly view: CompareView;
  readonly inside: Inside;
  readonly prompts: readonly Prompt[];
  /** Working size of the picture that the prompts were placed on; another picture scales them. */
  readonly size?: Size;
  /** A sample picture by id; pictures of one's own have none. */
  readonly sample?: string;
}

/** `playground@768.fp16.wasm.boxes`; parts that are the default are left out. */
export function formatSpec(spec: LaneSpec): string {
  const parts = [spec.size, spec.precision, spec.backend, spec.promptFilter].filter((p) => p !== undefined);
  return parts.length > 0 ? `${spec.model}@${parts.join('.')}` : spec.model;
}

/** Unknown parts are dropped: the address may come from anywhere. */
export function parseSpec(text: string): LaneSpec | null {
  const [model = '', rest = ''] = text.split('@');
  if (!/^[a-z0-9][a-z0-9.-]{0,80}$/.test(model)) return null;
  const parts = rest.split('.').filter(Boolean);
  const size = parts.map(Number).find((n) => Number.isInteger(n) && n >= 16 && n <= 4096);
  const precision = parts.find((p): p is Precision => Precision.options.some((o) => o === p));
  const backend = parts.find((p): p is Backend => Backend.options.some((o) => o === p));
  const promptFilter = parts.find((p): p is PromptFilter => PROMPT_FILTERS.some((o) => o === p));
  return {
    model,
    ...(size ? { size } : {}),
    ...(precision ? { precision } : {}),
    ...(backend ? { backend } : {}),
    ...(promptFilter ? { promptFilter } : {}),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** `i12,40.5`, `x3,4`, `b0,0,9,9`, `ir24,1,2,3,4`: one prompt in an address. */
export function formatPrompt(prompt: Prompt): string {
  const sign = 'label' in prompt && prompt.label === 'exclude' ? 'x' : 'i';
  switch (prompt.kind) {
    case 'point':
      return `${sign}${round(prompt.at.x)},${round(prompt.at.y)}`;
    case 'box':
      return `b${[prompt.box.x0, prompt.box.y0, prompt.box.x1, prompt.box.y1].map(round).join(',')}`;
    case 'brush':
      return `${sign}r${[prompt.radius, ...prompt.path.flatMap((p) => [p.x, p.y])].map(round).join(',')}`;
  }
}

/** The inverse of {@link formatPrompt}; null for what makes no sense. */
export function parsePrompt(text: string): Prompt | null {
  const [, code = '', list = ''] = /^([ix]r?|b)([-\d.,]+)$/.exec(text) ?? [];
  const n = list.split(',').map(Number);
  if (n.some((value) => !Number.isFinite(value) || Math.abs(value) > 1e6)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = n;
  const label = code.startsWith('x') ? 'exclude' : 'include';
  if (code === 'b')
    return n.length === 4 && c > a && d > b ? { kind: 'box', box: { x0: a, y0: b, x1: c, y1: d } } : null;
  if (code.endsWith('r')) {
    const path = [];
    for (let i = 1; i + 1 < n.length; i += 2) path.push(imagePoint(n[i] ?? 0, n[i + 1] ?? 0));
    return path.length > 0 && a > 0 ? { kind: 'brush', radius: a, path, label } : null;
  }
  return code !== '' && n.length === 2 ? { kind: 'point', at: imagePoint(a, b), label } : null;
}

/** What follows `#/compare/`. */
export function formatLink(link: ComparisonLink): string {
  const query = new URLSearchParams({ m: link.lanes.map(formatSpec).join('~'), view: link.view });
  if (link.inside !== 'none') query.set('in', link.inside);
  if (link.prompts.length > 0) query.set('p', link.prompts.map(formatPrompt).join(';'));
  if (link.size) query.set('on', `${link.size.width}x${link.size.height}`);
  if (link.sample) query.set('s', link.sample);
  return query.toString();
}

/** Reads any query; what makes no sense is left out, two lanes are needed for `lanes` to be taken. */
export function parseLink(query: string): ComparisonLink {
  const params = new URLSearchParams(query);
  const lanes = (params.get('m') ?? '').split('~').map(parseSpec);
  const kept = lanes.filter((lane) => lane !== null).slice(0, 4);
  const prompts = (params.get('p') ?? '').split(';').slice(0, 100).map(parsePrompt);
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(params.get('on') ?? '') ?? [];
  const sample = params.get('s');
  return {
    lanes: kept.length >= 2 ? kept : [],
    view: COMPARE_VIEWS.find((view) => view === params.get('view')) ?? 'side',
    inside: INSIDES.find((inside) => inside === params.get('in')) ?? 'none',
    prompts: prompts.filter((p) => p !== null),
    ...(width && height ? { size: { width: Number(width), height: Number(height) } } : {}),
    ...(sample && /^[\w-]{1,60}$/.test(sample) ? { sample } : {}),
  };
}

/** Prompts placed on a picture of one size, moved to another: same place in proportion. */
export function scalePrompts(prompts: readonly Prompt[], from: Size, to: Size): readonly Prompt[] {
  const sx = to.width / from.width;
  const sy = to.height / from.height;
  return prompts.map((p): Prompt => {
    if (p.kind === 'point') return { ...p, at: imagePoint(p.at.x * sx, p.at.y * sy) };
    if (p.kind === 'brush') {
      return { ...p, radius: p.radius * Math.min(sx, sy), path: p.path.map((q) => imagePoint(q.x * sx, q.y * sy)) };
    }
    const { x0, y0, x1, y1 } = p.box;
    return { ...p, box: { x0: x0 * sx, y0: y0 * sy, x1: x1 * sx, y1: y1 * sy } };
  });
}
