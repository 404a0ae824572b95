/** Light, dark, or as the system has it. */
import { useEffect } from 'react';
import { useApp } from '../app-context.tsx';

/**
 * Colours change at once. Colour transitions of elements inside each other run one after the other, and words would stand in the
 * old colour on the new ground meanwhile.
 */
function withoutTransitions(): void {
  const root = document.documentElement;
  root.dataset.switching = '';
  // The frame after the next has drawn the new colours.
  requestAnimationFrame(() => requestAnimationFrame(() => delete root.dataset.switching));
}

export function useLook(): void {
  const theme = useApp((s) => s.settings.theme);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if ((theme === 'system' ? undefined : theme) === dataset.theme) return;
    withoutTransitions();
    if (theme === 'system') delete dataset.theme;
    else dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', withoutTransitions);
    return () => system.removeEventListener('change', withoutTransitions);
  }, []);
}
