/** Whether the person lets the app keep things on this device, and the few settings kept with it. */
import * as v from 'valibot';

/** What is kept once the person has turned keeping on. */
export interface Kept {
  readonly on: true;
  readonly theme: 'system' | 'light' | 'dark';
}

const Schema = v.object({ on: v.literal(true), theme: v.picklist(['system', 'light', 'dark']) });
const KEY = 'keep';

export interface KeptSettings {
  /** Null for a person who has not turned keeping on. */
  read(): Kept | null;
  /** @throws DOMException where storage is blocked or full */
  write(kept: Kept): void;
  clear(): void;
  /** Calls back when another tab turns keeping on or off. */
  onChange(listener: (kept: Kept | null) => void): () => void;
}

function parse(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    const parsed = v.safeParse(Schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

export function createKeptSettings(): KeptSettings {
  return {
    read() {
      try {
        return parse(localStorage.getItem(KEY));
      } catch {
        return null; // blocked storage keeps nothing
      }
    },
    write: (kept) => localStorage.setItem(KEY, JSON.stringify(kept)),
    clear() {
      try {
        localStorage.removeItem(KEY);
      } catch {
        // blocked storage keeps nothing
      }
    },
    onChange(listener) {
      const heard = (event: StorageEvent): void => {
        if (event.key === KEY || event.key === null) listener(parse(event.newValue));
      };
      window.addEventListener('storage', heard);
      return () => window.removeEventListener('storage', heard);
    },
  };
}
