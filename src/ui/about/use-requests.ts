/** Every request that this page has made, as the browser itself lists them. */
import { useEffect, useState } from 'react';

/** Requests to one host. `bytes` is what crossed the network; 0 for answers from a cache, and unknown to us where another host does not tell. */
export interface HostTraffic {
  readonly host: string;
  readonly own: boolean;
  readonly requests: number;
  readonly bytes: number;
}

function tally(entries: readonly PerformanceEntry[]): readonly HostTraffic[] {
  const hosts = new Map<string, HostTraffic>();
  for (const entry of entries) {
    if (!/^https?:/.test(entry.name)) continue;
    const { host, origin } = new URL(entry.name);
    const before = hosts.get(host) ?? { host, own: origin === location.origin, requests: 0, bytes: 0 };
    const bytes = entry instanceof PerformanceResourceTiming ? entry.transferSize : 0;
    hosts.set(host, { ...before, requests: before.requests + 1, bytes: before.bytes + bytes });
  }
  return [...hosts.values()].sort((a, b) => Number(b.own) - Number(a.own) || b.bytes - a.bytes);
}

/** The page's requests by host, its own first; counts on while it is shown. */
export function useRequests(): readonly HostTraffic[] {
  const [traffic, setTraffic] = useState<readonly HostTraffic[]>([]);
  useEffect(() => {
    const seen: PerformanceEntry[] = [];
    const observer = new PerformanceObserver((list) => {
      seen.push(...list.getEntries());
      setTraffic(tally(seen));
    });
    observer.observe({ type: 'navigation', buffered: true });
    observer.observe({ type: 'resource', buffered: true });
    return () => observer.disconnect();
  }, []);
  return traffic;
}
