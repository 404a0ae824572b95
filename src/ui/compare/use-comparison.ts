/** The comparison behind the place: made when the place opens, closed when it is left. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { App } from '../../state/app.ts';
import { type CompareState, type Comparison, createComparison } from '../../state/compare/compare-store.ts';
import { type LaneSpec, parseLink } from '../../state/compare/permalink.ts';
import type { Library } from '../../state/models/library.ts';
import { isSample } from '../../state/sample-of.ts';
import { loadTallies, saveTallies } from './tallies.ts';

/** The default: the model that comes with the app at two sizes, which needs no download. */
export const DEFAULT_LANES: readonly LaneSpec[] = [
  { model: 'playground', size: 512 },
  { model: 'playground', size: 768 },
];

/** The query stands as a path (`#/compare/m=…`), because the router takes a question mark for part of a place's name. */
function linkNow(): ReturnType<typeof parseLink> {
  return parseLink(location.hash.replace(/^#\/compare\/?\??/, ''));
}

export function useComparison(app: App, library: Library | null): Comparison | null {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    if (!library) return;
    const made = createComparison({
      engines: app.deps.engines,
      resolve: (spec) => library.ready(spec.model, spec.precision),
      copy: (picture) => app.deps.pictures.copy(picture),
      random: Math.random,
      threads: () => library.api.getState().device?.threads,
      tallies: { load: loadTallies, save: saveTallies },
    });
    const link = linkNow();
    const { picture } = app.store.state;
    made.show(picture);
    // The prompts of an address wait for the picture that they belong to: the sample that it names, else the next one.
    let rest = picture && !link.sample ? null : link;
    made.follow({
      ...link,
      lanes: link.lanes.length > 0 ? link.lanes : DEFAULT_LANES,
      prompts: rest ? [] : link.prompts,
    });
    const unsubscribe = app.store.api.subscribe((state) => {
      if (state.picture === made.api.getState().picture) return;
      made.show(state.picture);
      if (rest && state.picture) made.follow({ ...rest, lanes: [] });
      if (state.picture) rest = null;
    });
    let left = false;
    const openSample = async (id: string): Promise<void> => {
      const sample = (await app.deps.pictures.samples()).find((s) => s.id === id);
      if (left) return;
      const open = app.store.state.picture;
      if (sample && !(open && isSample(sample, open))) {
        await app.pictures.open({ kind: 'sample', url: sample.url, name: sample.name });
      } else if (rest && open) {
        made.follow({ ...rest, lanes: [] });
        rest = null;
      }
    };
    if (link.sample) openSample(link.sample).catch((thrown: unknown) => app.store.fail('open-picture', thrown));
    setComparison(made);
    return () => {
      left = true;
      unsubscribe();
      made.dispose();
      setComparison(null);
    };
  }, [app, library]);
  return comparison;
}

export function useCompare<T>(comparison: Comparison, selector: (state: CompareState) => T): T {
  return useStore(comparison.api, selector);
}
