/** Words for people who cannot see the change: one live region for the whole app. */

export type Politeness = 'polite' | 'assertive';

type Listener = (text: string, politeness: Politeness) => void;

const listeners = new Set<Listener>();

/** Has the text read aloud. Politely waits for the end of the sentence being read; assertive interrupts (errors only). */
export function announce(text: string, politeness: Politeness = 'polite'): void {
  for (const listener of listeners) listener(text, politeness);
}

/** For the live region. @returns the function that ends listening */
export function onAnnounce(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
