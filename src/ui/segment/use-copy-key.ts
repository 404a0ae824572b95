/** Ctrl+C on the page copies the cut-out, unless text is selected or being typed. */
import { useEffect } from 'react';
import { useServices } from '../app-context.tsx';
import { canHandOver, copyCutout } from './hand-over.ts';

export function useCopyKey(): void {
  const app = useServices();
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      const { activeElement } = document;
      const typing = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
      if (event.defaultPrevented || typing || getSelection()?.isCollapsed === false) return;
      if (app.store.state.overlay !== 'none' || !canHandOver(app.store.state)) return;
      event.preventDefault();
      void copyCutout(app);
    };
    window.addEventListener('copy', copy);
    return () => window.removeEventListener('copy', copy);
  }, [app]);
}
