/** Which teaching view is open beside the picture of the Segment place. It lasts while the place is on screen. */
import { useSyncExternalStore } from 'react';
import type { ViewId } from '../../contract/lesson.ts';

let open: ViewId | null = null;
const listeners = new Set<() => void>();

/** Opens a view, or closes it with null. */
export function openView(view: ViewId | null): void {
  open = view;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOpenView(): ViewId | null {
  return useSyncExternalStore(subscribe, () => open);
}
