/** Flow: open a picture; the current work stays until the new picture has been decoded, and after that in the strip. */
import { SegError } from '../../contract/errors.ts';
import type { Deps, PictureSource } from '../deps.ts';
import type { Strip } from '../pictures/strip-types.ts';
import type { AppStore } from '../store.ts';

export interface PictureFlow {
  /** @returns true when the picture is on the stage; false when it failed (said in the store) or was overtaken by a newer one */
  open(source: PictureSource): Promise<boolean>;
  close(): void;
}

function nameOf(source: PictureSource): string {
  return source.kind === 'url' ? source.url : source.name;
}

export function createPictureFlow(store: AppStore, deps: Deps, strip: Strip): PictureFlow {
  let controller = new AbortController();

  return {
    async open(source) {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      store.set({ opening: nameOf(source) });
      try {
        const picture = await deps.pictures.open(source, signal);
        if (signal.aborted) {
          deps.pictures.close(picture);
          return false;
        }
        strip.arrive(picture, source);
        const { display } = picture;
        for (const text of picture.notes) {
          // What the choice is about has the choice beside it.
          const asks = /\(white\)\.$|^The file has \d+ pages/.test(text);
          const choose = { label: 'Change…', run: (): void => store.set({ overlay: 'values' }) };
          store.notify({ tone: 'info', title: text, lasts: 7000, ...(display && asks ? { action: choose } : {}) });
        }
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        store.set({ opening: null });
        store.fail('open-picture', SegError.from(thrown));
        return false;
      }
    },
    close() {
      controller.abort();
      strip.closeCurrent();
    },
  };
}
