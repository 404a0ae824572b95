/** The frame around every place: header, router, dialogues, notices, keys, words for screen readers. */
import { type JSX, lazy, Suspense } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Redirect, Route, Router, Switch } from 'wouter';

import type { App as AppServices } from '../state/app.ts';
import css from './App.module.css';
import { AppProvider, useApp } from './app-context.tsx';
import { useHashPath } from './hash-location.ts';
import { LiveRegion } from './kit/LiveRegion.tsx';
import { PLACES } from './places.ts';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { Header } from './shell/Header.tsx';
import { Toaster } from './shell/Toaster.tsx';
import { useLook } from './theme/use-look.ts';
import { useShortcuts } from './use-commands.ts';

const Overlays = lazy(() => import('./shell/OverlaysPlace.tsx'));

function Frame(): JSX.Element {
  useLook();
  useShortcuts();
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
              <ErrorBoundary key={id}>
                <Suspense fallback={<Loading />}>
                  <Place />
                </Suspense>
              </ErrorBoundary>
            </Route>
          ))}
          <Route>
            <Redirect to="/segment" replace />
          </Route>
        </Switch>
      </main>
      {overlay === 'none' ? null : (
        <Suspense fallback={null}>
          <Overlays />
        </Suspense>
      )}
      <Toaster />
      <LiveRegion />
    </div>
  );
}

/** A button, since the hash belongs to the router. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus();
}

function Loading(): JSX.Element {
  return (
    <div className={css.loading} role="status">
      <span className="visually-hidden">Loading</span>
    </div>
  );
}

export function App({ services }: { readonly services: AppServices }): JSX.Element {
  return (
    <I18nProvider locale="en-GB">
      <AppProvider app={services}>
        <Router hook={useHashPath}>
          <Frame />
        </Router>
      </AppProvider>
    </I18nProvider>
  );
}
