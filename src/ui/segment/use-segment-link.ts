/** `#/segment?m=…&p=…&v=…`: takes what such an address carries. The sample in it is opened by `use-sample-link`. */
import { useEffect, useSyncExternalStore } from 'react';
import { useServices } from '../app-context.tsx';

function onHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useSegmentLink(): void {
  const app = useServices();
  const hash = useSyncExternalStore(onHash, () => window.location.hash);
  useEffect(() => {
    const query = hash.split('?')[1];
    if (query) app.links.follow(query);
  }, [app, hash]);
}
