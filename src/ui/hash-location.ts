/** Where the app is: the path inside the hash, without the query that may follow it (`#/segment?sample=coins`). */
import { useHashLocation } from 'wouter/use-hash-location';

type Go = (to: string, options?: { readonly replace?: boolean }) => void;

function usePath(): [string, Go] {
  const [location, go] = useHashLocation();
  return [location.split('?')[0] ?? '/', go];
}

/** Location hook for the router; addresses keep their hash. */
export const useHashPath: typeof usePath & { hrefs: (href: string) => string } = Object.assign(usePath, {
  hrefs: (href: string) => `#${href}`,
});
