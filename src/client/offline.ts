/** The page's side of the service worker: installing it, hearing of a new version, taking it over only when asked. */

import { LOADED_FILES, watchLoaded } from '../contract/loaded-files.ts';

export type OfflineState =
  | { readonly phase: 'unsupported' }
  | { readonly phase: 'installing' }
  /** The app opens without network from now on. */
  | { readonly phase: 'ready' }
  /** A new version waits; `apply` reloads into it. */
  | { readonly phase: 'update-waiting'; readonly apply: () => void };

/** What a first visit loaded is fetched for keeping once nothing was loaded for this long, milliseconds: the person comes first. */
const QUIET = 3000;

const RELOADED = 'isolation-reload';

/**
 * On hosts that cannot set headers the worker adds them, which takes effect with the next load of the page: reload once,
 * before any work was done, and never again in this tab.
 */
function reloadOnceForIsolation(): void {
  if (globalThis.crossOriginIsolated || sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, '1');
  location.reload();
}

/**
 * The first visit loads the app, the runtime and a model before the service worker is there. What page and workers loaded is
 * handed to it, so that the second visit needs no network. Later visits go through the worker, which keeps what it sees.
 */
function keepFirstVisit(container: ServiceWorkerContainer): void {
  if (container.controller) return;
  const loaded = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const handOver = async (): Promise<void> => {
    const { active } = await container.ready;
    // The message of workbox-routing, which sends each address through the routes of `sw.ts`.
    active?.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache: [...loaded] } });
    loaded.clear();
  };
  const keep = (addresses: readonly string[]): void => {
    for (const address of addresses) loaded.add(address);
    clearTimeout(timer);
    timer = setTimeout(() => void handOver(), QUIET);
  };
  watchLoaded(keep);
  new BroadcastChannel(LOADED_FILES).addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (Array.isArray(data)) keep(data.filter((address) => typeof address === 'string'));
  });
}

/**
 * Registers `sw.js` beside the page. Does nothing where service workers are absent or forbidden (private windows, plain http).
 * @param report called at once and whenever the state changes
 */
export function startOffline(report: (state: OfflineState) => void): void {
  if (!('serviceWorker' in navigator) || !globalThis.isSecureContext) {
    report({ phase: 'unsupported' });
    return;
  }
  const container = navigator.serviceWorker;
  keepFirstVisit(container);
  let replacing = false;
  const waiting = (registration: ServiceWorkerRegistration): void => {
    report({
      phase: 'update-waiting',
      apply: () => {
        replacing = true;
        registration.waiting?.postMessage('take-over');
      },
    });
  };
  container.addEventListener('controllerchange', () => {
    if (replacing) location.reload();
    else if (!globalThis.crossOriginIsolated) reloadOnceForIsolation();
  });
  container.register('sw.js').then(
    (registration: ServiceWorkerRegistration | undefined) => {
      // Some browsers answer a forbidden registration with nothing at all.
      if (!registration) {
        report({ phase: 'unsupported' });
        return;
      }
      if (registration.waiting && container.controller) waiting(registration);
      else report({ phase: registration.active ? 'ready' : 'installing' });
      registration.addEventListener('updatefound', () => {
        const next = registration.installing;
        next?.addEventListener('statechange', () => {
          if (next.state === 'installed' && container.controller) waiting(registration);
          else if (next.state === 'activated') report({ phase: 'ready' });
        });
      });
    },
    () => report({ phase: 'unsupported' }), // storage is blocked: the app works, only not offline
  );
}
