/**
 * What a first visit fetches before there is a service worker that could keep it: every thread tells which files came past it,
 * and the page has them kept.
 */

/** Name of the `BroadcastChannel` on which workers tell the page; messages are lists of addresses. */
export const LOADED_FILES = 'loaded-files';

/** Calls back with the addresses of files that this thread has fetched or fetches, those that a service worker saw left out. */
export function watchLoaded(tell: (addresses: readonly string[]) => void): void {
  const observer = new PerformanceObserver((list) => {
    const unseen = list
      .getEntries()
      .filter((entry) => entry instanceof PerformanceResourceTiming && entry.workerStart === 0)
      .map((entry) => entry.name);
    if (unseen.length > 0) tell(unseen);
  });
  observer.observe({ type: 'resource', buffered: true });
}
