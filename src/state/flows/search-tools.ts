/** What the searches for many objects share. */
import type { Candidate } from '../../contract/segmenter.ts';
import { packedArea } from '../../core/mask/packed.ts';
import type { Deps, OpenedPicture } from '../deps.ts';
import type { Doc, SegObject } from '../document.ts';
import { objectMask } from '../object-mask.ts';
import type { AppStore } from '../store.ts';

/** What every search works with. */
export interface SearchTools {
  readonly store: AppStore;
  readonly deps: Deps;
  /** Merges the steps of one search into one. */
  readonly key: () => string;
  /** A new object from a candidate, or null when it is empty or there is one like it already. */
  readonly made: (candidate: Candidate, doc: Doc, picture: OpenedPicture) => SegObject | null;
}

/** Small objects above large ones, so that all can be seen and clicked. */
export function bySize(objects: readonly SegObject[], picture: OpenedPicture): readonly SegObject[] {
  const area = (o: SegObject): number => {
    const mask = objectMask(o, picture.size);
    return mask ? packedArea(mask) : 0;
  };
  return objects.toSorted((a, b) => area(a) - area(b));
}
