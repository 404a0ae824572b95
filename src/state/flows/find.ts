/** Flow: find many objects at once (everything mode, more like this). Results arrive in the document as one undoable step. */
import { isAborted } from '../../contract/errors.ts';
import { packedIou } from '../../core/mask/packed.ts';
import type { Deps } from '../deps.ts';
import { newObject, type ObjectId } from '../document.ts';
import { objectMask, packLogits } from '../object-mask.ts';
import type { AppStore } from '../store.ts';
import type { Encoded } from './encode.ts';
import { type EverythingKnobs, findEverything } from './find-everything.ts';
import { createSimilarSearch } from './find-similar.ts';
import type { SearchTools } from './search-tools.ts';

export interface FindFlow {
  /** Decodes a grid of clicks and turns every good mask into an object as soon as it is known. */
  everything(knobs: EverythingKnobs): Promise<void>;
  /** Looks for more things like the `include` objects and unlike the `exclude` ones. */
  similar(include: readonly ObjectId[], exclude: readonly ObjectId[]): Promise<void>;
  /** Keeps only what is at least this similar, 0..1; what was let go comes back when the value is lowered. */
  setSimilarity(least: number): void;
  /** Ends the search; what was found stays. */
  cancel(): void;
}

/** Found objects this alike to one that is already there are left out. */
const SAME = 0.85;

export function createFindFlow(store: AppStore, deps: Deps, encoded: () => Encoded | null): FindFlow {
  let controller: AbortController | null = null;
  let key = '';
  const tools: SearchTools = {
    store,
    deps,
    key: () => key,
    made(candidate, doc, picture) {
      const mask = packLogits(candidate.logits, picture.size, 0);
      if (mask.bits.length === 0) return null;
      const known = doc.objects.some((o) => {
        const other = objectMask(o, picture.size);
        return other !== null && packedIou(other, mask) > SAME;
      });
      return known ? null : { ...newObject(doc, store.nextId('object-')), mask };
    },
  };
  const similar = createSimilarSearch(tools);

  /** Runs one search; a new one ends the one before. */
  const search = async (
    kind: 'everything' | 'similar',
    work: (source: Encoded, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const source = encoded();
    if (!source) return;
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    key = store.nextId('find-');
    similar.forget();
    const start = deps.clock.now();
    store.set({ finding: { kind, running: true, done: 0, total: null, found: 0, ms: 0 } });
    try {
      await work(source, mine.signal);
    } catch (thrown) {
      if (!isAborted(thrown)) store.fail(kind, thrown);
    } finally {
      if (controller === mine) {
        controller = null;
        const { finding } = store.state;
        if (finding) store.set({ finding: { ...finding, running: false, ms: deps.clock.now() - start } });
      }
    }
  };

  return {
    everything: (knobs) => search('everything', (source, signal) => findEverything(tools, source, knobs, signal)),
    similar: (include, exclude) => search('similar', (source, signal) => similar.run(source, include, exclude, signal)),
    setSimilarity: similar.show,
    cancel() {
      controller?.abort();
      controller = null;
      const { finding } = store.state;
      if (finding?.running) store.set({ finding: { ...finding, running: false } });
    },
  };
}
