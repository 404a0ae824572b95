/** The bundled pictures. */
import { useEffect, useState } from 'react';
import type { Sample } from '../state/deps.ts';
import { useServices } from './app-context.tsx';

/**
 * The samples, once they are known.
 * @param failure whether it is said when their list does not come, or what asks goes on without them
 */
export function useSamples(failure: 'said' | 'silent' = 'said'): readonly Sample[] {
  const { deps, store } = useServices();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    let here = true;
    deps.pictures.samples().then(
      (list) => here && setSamples(list),
      (thrown: unknown) => {
        if (failure === 'said') store.fail('open-picture', thrown);
      },
    );
    return () => {
      here = false;
    };
  }, [deps, store, failure]);
  return samples;
}
