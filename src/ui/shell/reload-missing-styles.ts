/** Style sheets of lazy parts that failed to load: the bundler's loader asks for each only once, so a retry must. */

function load(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const fresh = document.createElement('link');
    fresh.rel = 'stylesheet';
    fresh.href = link.href;
    fresh.addEventListener('load', () => resolve(), { once: true });
    fresh.addEventListener('error', () => reject(new Error(`Unable to load ${link.href}`)), { once: true });
    link.replaceWith(fresh);
  });
}

/** Asks again for every style sheet of the page that is not there. @throws Error when one still does not come */
export async function reloadMissingStyles(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
  await Promise.all(links.filter((link) => link.sheet === null).map(load));
}
