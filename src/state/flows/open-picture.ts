/** Flow: open a picture; the current work stays until the new picture has been decoded. */
import { SegError } from '../../contract/errors.ts';
import type { Deps, PictureSource } from '../deps.ts';
import type { AppStore } from '../store.ts';

export interface PictureFlow {
  /** @returns true when the picture is on the stage; false when it failed (said in the store) or was overtaken by a newer one */
  open(source: PictureSource): Promise<boolean>;
  close(): void;
}

function nameOf(source: PictureSource): string {
  return source.kind === 'url' ? source.url : source.name;
}

/** @param changed called after the picture on the stage has changed */
export function createPictureFlow(store: AppStore, deps: Deps, changed: () => void): PictureFlow {
  let controller = new AbortController();

  const show = (picture: typeof store.state.picture): void => {
    const before = store.state.picture;
    store.resetDoc();
    store.set({ picture, opening: null, encoding: { phase: 'none' }, decodeMs: null, preview: null });
    changed();
    if (before) deps.pictures.close(before);
  };

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
        show(picture);
        for (const text of picture.notes) store.notify({ tone: 'info', title: text, lasts: 7000 });
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
      show(null);
    },
  };
}
