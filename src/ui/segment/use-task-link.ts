/** `#/segment?task=count` opens the controls for counting, `?task=everything` those for finding everything. */
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useServices } from '../app-context.tsx';

export function useTaskLink(): void {
  const app = useServices();
  const [params] = useSearchParams();
  // With the hash router the question mark may stand before or inside the hash.
  const task = params.get('task') ?? new URLSearchParams(location.hash.split('?')[1] ?? '').get('task');
  useEffect(() => {
    if (task === 'count') app.store.set({ finder: 'similar' });
    else if (task === 'everything') app.store.set({ finder: 'everything' });
  }, [app, task]);
}
