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

/** How long a waiting version may take to take over before the page is loaded anew all the same, milliseconds. */
const TAKE_OVER_MS = 4000;

const RELOADED = 'isolation-reload';

/** Whether the person has clicked, tapped or typed anything yet; `navigator.userActivation` is younger than our baseline. */
let touched = false;

function noticeFirstTouch(): void {
  const notice = (): void => {
    touched = true;
  };
  for (const type of ['pointerdown', 'keydown'])
    globalThis.addEventListener(type, notice, { once: true, capture: true });
}

/**
 * On hosts that cannot set headers the worker adds them, which takes effect with the next load of the page: reload once,
 * before any work was done, and never again in this tab.
 */
function reloadOnceForIsolation(untouched: () => boolean): void {
  if (globalThis.crossOriginIsolated || touched || !untouched() || sessionStorage.getItem(RELOADED)) return;
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

/** The page's container of service workers; undefined where there is none or the browser forbids to ask (a sandboxed frame). */
function containerOf(): ServiceWorkerContainer | undefined {
  try {
    return globalThis.isSecureContext && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}

/** True where a newer version than the one in charge waits: on a first visit nothing is in charge yet. */
function updateWaits({ waiting, active }: ServiceWorkerRegistration): boolean {
  return waiting?.state === 'installed' && active !== null && active !== waiting;
}

/**
 * Registers `sw.js` beside the page. Does nothing where service workers are absent or forbidden (private windows, plain http).
 * @param report called at once and whenever the state changes
 * @param untouched true while a reload would take nothing from the person
 */
export function startOffline(report: (state: OfflineState) => void, untouched: () => boolean): void {
  const container = containerOf();
  if (!container) {
    report({ phase: 'unsupported' });
    return;
  }
  keepFirstVisit(container);
  noticeFirstTouch();
  let replacing = false;
  const waiting = (registration: ServiceWorkerRegistration): void => {
    report({
      phase: 'update-waiting',
      apply: () => {
        replacing = true;
        registration.waiting?.postMessage('take-over');
        // Another tab may have taken it over already; then there is no change to wait for.
        setTimeout(() => location.reload(), TAKE_OVER_MS);
      },
    });
  };
  container.addEventListener('controllerchange', () => {
    if (replacing) location.reload();
    else reloadOnceForIsolation(untouched);
  });
  container.register('sw.js').then(
    (registration: ServiceWorkerRegistration | undefined) => {
      // Some browsers answer a forbidden registration with nothing at all.
      if (!registration) {
        report({ phase: 'unsupported' });
        return;
      }
      if (updateWaits(registration)) waiting(registration);
      else report({ phase: registration.active ? 'ready' : 'installing' });
      const follow = (next: ServiceWorker | null): void => {
        next?.addEventListener('statechange', () => {
          if (updateWaits(registration)) waiting(registration);
          else if (next.state === 'activated') {
            report({ phase: 'ready' });
            // Firefox may take a minute to put the worker in charge of a page whose workers compute: a new load need not wait.
            reloadOnceForIsolation(untouched);
          }
        });
      };
      follow(registration.installing);
      registration.addEventListener('updatefound', () => follow(registration.installing));
    },
    () => report({ phase: 'unsupported' }), // storage is blocked: the app works, only not offline
  );
}
