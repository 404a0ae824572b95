/** Flow: what closing the tab would lose. Work that is kept on this device, or that left as a file, is safe. */
import type { StoreApi } from 'zustand/vanilla';
import { ownMask, type SegObject } from '../document.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { SessionState } from '../session/session-types.ts';
import type { FilmShelf } from '../tasks/film-shelf.ts';

export interface Leaving {
  /** The objects of the picture on the stage, or of every picture, were written to a file. */
  saved(of: 'stage' | 'all'): void;
  /** True while there is work that exists nowhere but in this tab. */
  hasUnsavedWork(): boolean;
}

export function createLeaving(
  strip: Pick<Strip, 'api' | 'documents'>,
  sessions: StoreApi<Pick<SessionState, 'phase' | 'problem'>>,
  films: Pick<FilmShelf, 'hasUnsaved'>,
): Leaving {
  const safe = new WeakSet<readonly SegObject[]>();
  return {
    saved(of) {
      const { activeId } = strip.api.getState();
      for (const { item, work } of strip.documents()) {
        if (work && (of === 'all' || item.id === activeId)) safe.add(work.doc.objects);
      }
    },
    hasUnsavedWork() {
      const { phase, problem } = sessions.getState();
      if (phase === 'on' && problem === null) return false;
      if (films.hasUnsaved()) return true;
      return strip.documents().some(({ work }) => {
        const objects = work?.doc.objects ?? [];
        return (
          objects.some((o) => o.prompts.length > 0 || ownMask(o) !== null || o.hand !== null) && !safe.has(objects)
        );
      });
    },
  };
}
