/** Style sheets of lazy parts that failed to load: the bundler's loader asks for each only once, so a retry must. */

const failed = new Set<HTMLLinkElement>();

// Errors of links do not bubble; browsers differ in what `sheet` is after one.
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failed.add(target);
  },
  true,
);

function load(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const fresh = document.createElement('link');
    fresh.rel = 'stylesheet';
    fresh.href = link.href;
    fresh.addEventListener('load', () => resolve(), { once: true });
    fresh.addEventListener('error', () => reject(new Error(`Unable to load ${link.href}`)), { once: true });
    failed.delete(link);
    if (link.isConnected) link.replaceWith(fresh);
    else document.head.append(fresh);
  });
}

/** Asks again for every style sheet of the page that failed to load. @throws Error when one still does not come */
export async function reloadMissingStyles(): Promise<void> {
  await Promise.all([...failed].map(load));
}
