/** Whether the person lets the app keep things on this device, and the few settings kept with it. */
import * as v from 'valibot';

/** What is kept once the person has turned storage on. */
export interface Kept {
  readonly on: true;
  readonly theme: 'system' | 'light' | 'dark';
}

const Schema = v.object({ on: v.literal(true), theme: v.picklist(['system', 'light', 'dark']) });
const KEY = 'keep';
/** What is stored for a person who does not want to be asked again. */
const DECLINED = JSON.stringify({ on: false });
/** Which backend was faster, kept in localStorage only while storage is on (`engine/backend-memory.ts`). */
const ALSO = 'backend:';

export interface KeptSettings {
  /** Null for a person who has not turned storage on. */
  read(): Kept | null;
  /** @throws DOMException where storage is blocked or full */
  write(kept: Kept): void;
  /** Removes everything that was kept with the setting, the measured backends included. */
  clear(): void;
  /** True once the person has said yes or no. */
  answered(): boolean;
  /** Remembers a no. Where storage is blocked nothing is remembered. */
  decline(): void;
  /** Calls back when another tab turns storage on or off. */
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
        for (const key of Object.keys(localStorage)) if (key.startsWith(ALSO)) localStorage.removeItem(key);
      } catch {
        // blocked storage keeps nothing
      }
    },
    answered() {
      try {
        return localStorage.getItem(KEY) !== null;
      } catch {
        return true; // nothing can be kept here: no question
      }
    },
    decline() {
      try {
        localStorage.setItem(KEY, DECLINED);
      } catch {
        // blocked or full: the person is asked again
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
