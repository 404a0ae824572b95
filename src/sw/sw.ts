/// <reference lib="webworker" />
/**
 * The service worker: the app works without network after the first visit, and is cross-origin isolated
 * even on hosts that cannot set headers.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';
import { withIsolation } from './isolation.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

const scope = new URL(self.registration.scope);
const ownPath = (url: URL): string => (url.origin === scope.origin ? url.pathname.slice(scope.pathname.length) : '');

const isolate = { handlerWillRespond: async ({ response }: { response: Response }) => withIsolation(response) };
/** Keeps partial and failed answers out of the caches. */
const complete = {
  cacheWillUpdate: async ({ response }: { response: Response }) => (response.status === 200 ? response : null),
};

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

const shell = createHandlerBoundToURL('index.html');
registerRoute(new NavigationRoute(async (options) => withIsolation(await shell(options))));

// Names with a content hash never change: the copy in the cache is as good as any.
registerRoute(
  ({ url }) => ownPath(url).startsWith('assets/'),
  new CacheFirst({ cacheName: 'runtime', plugins: [complete, isolate] }),
);
// Weights, samples and cards keep their names when they change, so the network is asked first where there is one.
registerRoute(
  ({ url, request }) =>
    /^(models|samples|clips|benchmarks|lessons|locales|icons)\//.test(ownPath(url)) && !request.headers.has('range'),
  new NetworkFirst({ cacheName: 'content', networkTimeoutSeconds: 10, plugins: [complete, isolate] }),
);

// A new version waits until the person agrees: an update never takes work away.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
