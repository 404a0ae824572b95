/** The rule that the server gave the browser about where this page may connect to. */
import { useEffect, useState } from 'react';

/** Hosts beyond the page's own that the policy lets it connect to; null while unknown or where the server sets no policy. */
export function useAllowedHosts(): readonly string[] | null {
  const [hosts, setHosts] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    fetch(document.baseURI, { method: 'HEAD', signal: controller.signal }).then(
      (response) => {
        const policy = response.headers.get('content-security-policy');
        const connect = policy?.split(';').find((part) => part.trim().startsWith('connect-src'));
        if (connect) setHosts(connect.split(/\s+/).filter((word) => word.startsWith('https:')));
      },
      () => undefined, // offline: nothing is known about the server, and nothing is claimed
    );
    return () => controller.abort();
  }, []);
  return hosts;
}
