/** Every teaching view that exists: one folder each under `views/`, loaded when it is first opened. */
import type { ComponentType } from 'react';
import { VIEW_IDS, type ViewId } from '../../contract/lesson.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { ViewWaiting } from './ViewWaiting.tsx';
import type { LearnViewProps } from './view.ts';

interface ViewModule {
  readonly default: ComponentType<LearnViewProps>;
}

const found = import.meta.glob<ViewModule>('./views/*/*View.tsx');

/** Views by id, in the order of the ids. */
export const VIEWS: ReadonlyMap<ViewId, ComponentType<LearnViewProps>> = new Map(
  VIEW_IDS.flatMap((id) => {
    const load = Object.entries(found).find(([path]) => path.startsWith(`./views/${id}/`))?.[1];
    return load ? [[id, lazyPart(load, { shape: 'panel', waiting: ViewWaiting })] as const] : [];
  }),
);

/** The id that a word of an address names, if there is such a view. */
export function viewNamed(word: string | null): ViewId | null {
  return [...VIEWS.keys()].find((id) => id === word) ?? null;
}
