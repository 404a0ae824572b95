/** How components reach the application: the store by selector, the verbs by context. */
import { createContext, type JSX, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { App } from '../state/app.ts';
import type { AppState } from '../state/state.ts';

const AppContext = createContext<App | null>(null);

export function AppProvider({ app, children }: { readonly app: App; readonly children: ReactNode }): JSX.Element {
  return <AppContext value={app}>{children}</AppContext>;
}

/** The application's verbs. @throws Error outside of AppProvider */
export function useServices(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useServices needs an AppProvider above it');
  return app;
}

/** A part of the state; renders again only when that part changes. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useServices().store.api, selector);
}
