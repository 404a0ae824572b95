/** Leads to work on a video that came in without a picture beside it. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useServices } from '../app-context.tsx';

export function useBroughtFilm(): void {
  const { films, strip } = useServices();
  const [, go] = useLocation();
  useEffect(
    () =>
      films.api.subscribe((now, before) => {
        const hasCome = now.work !== null && !now.isOpen && now.work !== before.work;
        if (hasCome && strip.api.getState().items.length === 0) go('/tasks/video');
      }),
    [films, strip, go],
  );
}
