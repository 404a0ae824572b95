/** The places of the app, in the order of the header. */
import type { ComponentType } from 'react';
import { lazyPart } from './shell/lazy-part.tsx';
import { PartWaiting } from './shell/PartWaiting.tsx';

export interface Place {
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly component: ComponentType;
  /** False: reached by links and the palette, not by the header. */
  readonly header: boolean;
}

interface PlaceModule {
  readonly default: ComponentType;
}

const found = import.meta.glob<PlaceModule>('./*/*Place.tsx');

const ORDER = [
  { id: 'segment', label: 'Segment', file: './segment/SegmentPlace.tsx' },
  { id: 'compare', label: 'Compare', file: './compare/ComparePlace.tsx' },
  { id: 'learn', label: 'Learn', file: './learn/LearnPlace.tsx' },
  { id: 'benchmarks', label: 'Benchmarks', file: './benchmarks/BenchmarksPlace.tsx' },
  { id: 'models', label: 'Models', file: './models/ModelsPlace.tsx' },
  { id: 'about', label: 'About', file: './about/AboutPlace.tsx' },
  { id: 'tasks', label: 'Related tasks', file: './tasks/TasksPlace.tsx', header: false },
] as const;

/** Every place that exists; a place is mounted by creating its file. */
export const PLACES: readonly Place[] = ORDER.flatMap((place) => {
  const { id, label, file } = place;
  const load = found[file];
  return load
    ? [
        {
          id,
          label,
          path: `/${id}`,
          component: lazyPart(load, { shape: 'page', waiting: PartWaiting }),
          header: !('header' in place),
        },
      ]
    : [];
});
