/** Models beside the one on the stage whose files are here. */
import { useEffect, useState } from 'react';
import { precisionsOf } from '../../../contract/catalogue.ts';
import type { ComparedModel } from '../../../state/benchmark/model-runs.ts';
import { presenceKey } from '../../../state/models/library.ts';
import { useServices } from '../../app-context.tsx';
import { libraryOf } from '../../models/use-library.ts';

export function useOtherModels(): readonly ComparedModel[] {
  const app = useServices();
  const [models, setModels] = useState<readonly ComparedModel[]>([]);
  useEffect(() => {
    let here = true;
    if (!app.deps.library) return undefined;
    libraryOf(app).then(
      (library) => {
        if (!here) return;
        const stage = app.engine()?.manifest.id;
        const { models: all, presence } = library.api.getState();
        const usable = all.flatMap(({ manifest }) => {
          const precision = precisionsOf(manifest).find((p) => presence[presenceKey(manifest.id, p)]?.phase === 'here');
          return precision === undefined || manifest.id === stage ? [] : [{ manifest, precision }];
        });
        setModels(
          usable.map(({ manifest, precision }) => ({
            id: manifest.id,
            name: manifest.name,
            open: async (signal) => {
              const ready = await library.ready(manifest.id, precision);
              const options = {
                backend: 'auto' as const,
                precision,
                baseUrl: ready.baseUrl,
                ...(ready.files ? { files: ready.files } : {}),
              };
              const engine = await app.deps.engines.open(ready.manifest, options, signal, () => undefined);
              return { engine, close: () => engine.dispose() };
            },
          })),
        );
      },
      () => undefined, // the library's own place says what is wrong with it
    );
    return () => {
      here = false;
    };
  }, [app]);
  return models;
}
