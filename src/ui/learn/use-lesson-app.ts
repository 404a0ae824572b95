/** The document of the Learn place: made when the place opens, freed when it is left. */
import { useEffect, useState } from 'react';
import type { App } from '../../state/app.ts';
import { createLessonApp } from '../../state/learn/lesson-app.ts';
import { useServices } from '../app-context.tsx';
import { forgetTruths } from './truths.ts';

/** @param model the model to run; null = the default one */
export function useLessonApp(model: string | null): App | null {
  const host = useServices();
  const [app, setApp] = useState<App | null>(null);
  useEffect(() => {
    const made = createLessonApp(host);
    const load = async (): Promise<void> => made.models.load(model ?? (await host.deps.models.defaultId()));
    load().catch((thrown: unknown) => host.store.fail('load-model', thrown));
    setApp(made);
    return () => {
      made.dispose();
      forgetTruths();
      setApp(null);
    };
  }, [host, model]);
  return app;
}
