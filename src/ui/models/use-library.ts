/** The model library in components: opened once for the app, read by selector. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { SegError } from '../../contract/errors.ts';
import type { App } from '../../state/app.ts';
import { createLibrary, type Library, type LibraryState } from '../../state/models/library.ts';
import { useServices } from '../app-context.tsx';

const opened = new WeakMap<App, Promise<Library>>();

async function open(app: App): Promise<Library> {
  const { library: openDeps } = app.deps;
  const deps = await openDeps?.();
  if (!deps) throw new SegError('internal', 'the model library is not part of this build');
  const library = createLibrary(deps);
  await library.refresh();
  return library;
}

/** The library of this app. A failure is forgotten, so that the next caller tries again. */
export function libraryOf(app: App): Promise<Library> {
  const known = opened.get(app);
  if (known) return known;
  const fresh = open(app);
  opened.set(app, fresh);
  fresh.catch(() => opened.delete(app));
  return fresh;
}

/** null until it is open. @throws SegError to the nearest boundary when it cannot be opened; shown again, it asks again */
export function useLibrary(): Library | null {
  const app = useServices();
  const [library, setLibrary] = useState<Library | null>(null);
  const [failure, setFailure] = useState<{ readonly thrown: unknown } | null>(null);
  useEffect(() => {
    let here = true;
    libraryOf(app).then(
      (found) => here && setLibrary(found),
      (thrown: unknown) => here && setFailure({ thrown }),
    );
    return () => {
      here = false;
    };
  }, [app]);
  if (failure) throw failure.thrown;
  return library;
}

export function useLibraryState<T>(library: Library, selector: (state: LibraryState) => T): T {
  return useStore(library.api, selector);
}
