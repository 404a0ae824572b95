/** The frame around every place: header, router, dialogues, notices, keys, words for screen readers. */
import type { JSX } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Redirect, Route, Router, Switch } from 'wouter';

import type { App as AppServices } from '../state/app.ts';
import css from './App.module.css';
import { AppProvider, useApp, useServices } from './app-context.tsx';
import { useHashPath } from './hash-location.ts';
import { LiveRegion } from './kit/LiveRegion.tsx';
import { PLACES } from './places.ts';
import { Header } from './shell/Header.tsx';
import { lazyPart } from './shell/lazy-part.tsx';
import { PartBoundary } from './shell/PartBoundary.tsx';
import { Toaster } from './shell/Toaster.tsx';
import { useBroughtFilm } from './shell/use-brought-film.ts';
import { useLaunchedFiles } from './shell/use-launched-files.ts';
import { useLook } from './theme/use-look.ts';
import { useShortcuts } from './use-commands.ts';

const Overlays = lazyPart(() => import('./shell/OverlaysPlace.tsx'), {
  shape: 'dialog',
  useClose() {
    const { store } = useServices();
    return () => store.set({ overlay: 'none' });
  },
});

function Frame(): JSX.Element {
  useLook();
  useShortcuts();
  useLaunchedFiles();
  useBroughtFilm();
  const overlay = useApp((s) => s.overlay);
  return (
    <div className={css.app}>
      <button type="button" className={css.skip} onClick={skipToMain}>
        Skip to the content
      </button>
      <Header />
      <main id="main" className={css.main} tabIndex={-1}>
        <Switch>
          {PLACES.map(({ id, path, component: Place }) => (
            <Route key={id} path={`${path}/*?`}>
              <Place />
            </Route>
          ))}
          <Route>
            <Redirect to="/segment" replace />
          </Route>
        </Switch>
      </main>
      {overlay === 'none' ? null : <Overlays />}
      <Toaster />
      <LiveRegion />
    </div>
  );
}

/** A button, since the hash belongs to the router. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus();
}

export function App({ services }: { readonly services: AppServices }): JSX.Element {
  return (
    <I18nProvider locale="en-GB">
      <AppProvider app={services}>
        <Router hook={useHashPath}>
          <PartBoundary>
            <Frame />
          </PartBoundary>
        </Router>
      </AppProvider>
    </I18nProvider>
  );
}
