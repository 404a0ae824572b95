/** Where in the lessons one is, as an address: lesson, step, model and prompts; never the picture. */
import type { Size } from '../../core/geometry/space.ts';
import type { Prompt } from '../../core/prompt/prompt.ts';
import { formatLink, parseLink, parseSpec, scalePrompts } from '../compare/permalink.ts';

export interface LearnAddress {
  readonly lesson: string | null;
  readonly step: string | null;
  /** Model to run instead of the default one. */
  readonly model: string | null;
  /** Prompts to place instead of the step's own, on a picture of `size`. */
  readonly prompts: readonly Prompt[];
  readonly size: Size | null;
}

const NAME = /^[a-z0-9-]{1,80}$/;

/** What follows the `#`, e.g. `/learn/first-clicks/box?m=playground&p=i12,40&on=600x400`. Parts that make no sense are left out. */
export function parseLearnAddress(hash: string): LearnAddress {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, , lesson = '', step = ''] = path.split('/');
  const { prompts, size } = parseLink(query);
  return {
    lesson: NAME.test(lesson) ? lesson : null,
    step: NAME.test(step) ? step : null,
    model: parseSpec(new URLSearchParams(query).get('m') ?? '')?.model ?? null,
    prompts,
    size: size ?? null,
  };
}

/** The address of a step as it is now. Prompts belong to a sample: those on a picture of one's own are left out by the caller. */
export function formatLearnAddress({ lesson, step, model, prompts, size }: LearnAddress): string {
  const query = new URLSearchParams();
  if (model) query.set('m', model);
  if (prompts.length > 0 && size) {
    const written = new URLSearchParams(formatLink({ lanes: [], view: 'side', inside: 'none', prompts, size }));
    for (const key of ['p', 'on']) query.set(key, written.get(key) ?? '');
  }
  const path = ['/learn', lesson, step].filter((part) => part !== null).join('/');
  // Commas and semicolons may stand in a query as they are; escaped, an address cannot be read out.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3B', ';');
  return text === '' ? path : `${path}?${text}`;
}

/** The prompts of an address on a picture of this size. */
export function promptsOn(address: LearnAddress, picture: Size): readonly Prompt[] {
  return address.size ? scalePrompts(address.prompts, address.size, picture) : address.prompts;
}
