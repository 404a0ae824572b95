/// <reference lib="webworker" />
/**
 * The service worker: the app works without network after the first visit, and is cross-origin isolated
 * even on hosts that cannot set headers.
 */
import { cacheNames } from 'workbox-core';
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  getCacheKeyForURL,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst, NetworkOnly } from 'workbox-strategies';
import { SHARE_ACTION } from '../contract/shared-pictures.ts';
import { withIsolation } from './isolation.ts';
import { receiveShare } from './share.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

const scope = new URL(self.registration.scope);
const ownPath = (url: URL): string => (url.origin === scope.origin ? url.pathname.slice(scope.pathname.length) : '');

/** Every answer is isolated: the page's, and that of each script and worker, since a worker is refused without the headers. */
const isolate = { handlerWillRespond: async ({ response }: { response: Response }) => withIsolation(response) };
/** Keeps partial and failed answers out of the caches. */
const complete = {
  cacheWillUpdate: async ({ response }: { response: Response }) => (response.status === 200 ? response : null),
};

/** Holds the hashed files of versions before this one, for tabs that still show them. */
const PREVIOUS = 'previous-versions';

/**
 * Moves the shell of the version that is replaced aside: a tab that still shows it may ask for its lazy parts, which are on no
 * server any more. Registered before the precache's own clean-up, which takes those files away.
 */
async function keepPrevious(): Promise<void> {
  const precache = await caches.open(cacheNames.precache);
  const outdated = (await precache.keys()).filter(({ url }) => {
    const plain = new URL(url);
    plain.searchParams.delete('__WB_REVISION__');
    return ownPath(plain).startsWith('assets/') && getCacheKeyForURL(plain.href) === undefined;
  });
  if (outdated.length === 0) return;
  const previous = await caches.open(PREVIOUS);
  for (const request of outdated) {
    const response = await precache.match(request);
    if (response) await previous.put(request, response);
  }
}
self.addEventListener('install', (event) => {
  // A failure here must not keep a new version from being installed.
  event.waitUntil(keepPrevious().catch(() => undefined));
});

/** Older versions are given up when a page is loaded while no other tab is open: nothing shows them any more. */
async function dropPrevious({ clientId, resultingClientId }: FetchEvent): Promise<void> {
  // What was set aside for a version that waits is needed once that version takes over.
  if (self.registration.waiting || self.registration.installing) return;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!pages.every(({ id }) => id === clientId || id === resultingClientId)) return;
  await caches.delete(PREVIOUS);
  await caches.delete('previous-version'); // its earlier name
}
self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.waitUntil(dropPrevious(event).catch(() => undefined));
});

addPlugins([isolate]);
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

// Addresses of the app itself; a file that is opened by its address (the feed, a model) is that file.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: [/\.(?!html(\?|$))[a-z0-9]+(\?|$)/i] }),
);

// Names with a content hash never change: the copy in the cache is as good as any.
const hashed = new CacheFirst({ cacheName: 'runtime', plugins: [complete, isolate] });
registerRoute(
  ({ url }) => ownPath(url).startsWith('assets/'),
  async (options) => {
    const previous = await caches.match(options.request, { cacheName: PREVIOUS });
    return previous ? withIsolation(previous) : hashed.handle(options);
  },
);
// Weights, samples and cards keep their names when they change: the network is asked first where there is one, and asked whether
// they changed even where the host calls every file immutable.
registerRoute(
  ({ url, request }) =>
    /^(models|samples|clips|benchmarks|lessons|locales|icons)\//.test(ownPath(url)) && !request.headers.has('range'),
  new NetworkFirst({
    cacheName: 'content',
    networkTimeoutSeconds: 10,
    fetchOptions: { cache: 'no-cache' },
    plugins: [complete, isolate],
  }),
);
// What is left of our own (byte ranges, config.json) comes from the network, with the headers.
const network = new NetworkOnly({ plugins: [isolate] });
registerRoute(({ url }) => url.origin === scope.origin && url.pathname.startsWith(scope.pathname), network);

// Pictures that another app shares with the installed one.
registerRoute(
  ({ url }) => ownPath(url) === SHARE_ACTION,
  ({ request }) => receiveShare(request, scope, caches),
  'POST',
);

// A new version waits until the person agrees: an update never takes work away.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});
// Claiming is not waited for: it ends only when the page's workers have answered, and a worker that computes may not for a minute.
// Until a worker is active, Firefox holds back every request of its pages.
self.addEventListener('activate', () => void self.clients.claim());
