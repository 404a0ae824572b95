/** The block list of the model in use, where it ships with one. */
import { useEffect, useState } from 'react';
import { type Architecture, parseArchitecture } from '../../../../contract/architecture.ts';
import type { App } from '../../../../state/app.ts';

type Loaded =
  | { readonly phase: 'loading' }
  /** The model has no block list. */
  | { readonly phase: 'absent' }
  | { readonly phase: 'ready'; readonly architecture: Architecture };

async function load(app: App, model: string): Promise<Loaded> {
  // Only models that ship with the page lie beside such a file; for others nothing is asked over the network.
  const found = await app.deps.models.manifest(model).catch(() => null);
  if (!found || new URL(found.baseUrl).origin !== location.origin) return { phase: 'absent' };
  const response = await fetch(new URL('architecture.json', found.baseUrl));
  if (!response.ok) return { phase: 'absent' };
  return { phase: 'ready', architecture: parseArchitecture(await response.json()) };
}

export function useArchitecture(app: App, model: string | null): Loaded {
  const [state, setState] = useState<Loaded>({ phase: 'loading' });
  useEffect(() => {
    setState({ phase: 'loading' });
    if (model === null) return;
    let here = true;
    load(app, model).then(
      (found) => here && setState(found),
      () => here && setState({ phase: 'absent' }),
    );
    return () => {
      here = false;
    };
  }, [app, model]);
  return state;
}
