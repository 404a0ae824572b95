/** Which changes a person has seen: kept in this tab, and on the device only when they ask for it. */
import type { Change } from '../../contract/cards.ts';

const KEY = 'segment-playground.benchmarks.seen';

/** The part of localStorage that is needed; absent where the browser blocks it. */
export type SeenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Seen {
  /** True when the person asked this device to remember. */
  readonly remembering: boolean;
  readonly ids: ReadonlySet<string>;
  /** Set when the browser refused to store. */
  readonly blocked?: boolean;
}

function parseIds(text: string | null): ReadonlySet<string> | undefined {
  if (text === null) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    if (Array.isArray(json) && json.every((id) => typeof id === 'string')) return new Set(json);
  } catch {
    // Somebody else's or a damaged entry: as if there were none.
  }
  return undefined;
}

export function readSeen(storage: SeenStorage | undefined): Seen {
  try {
    const ids = parseIds(storage?.getItem(KEY) ?? null);
    return ids === undefined ? { remembering: false, ids: new Set() } : { remembering: true, ids };
  } catch {
    return { remembering: false, ids: new Set(), blocked: true };
  }
}

/** Turns remembering on (everything there is now counts as seen) or off (nothing stays on the device). */
export function setRemembering(storage: SeenStorage | undefined, on: boolean, changes: readonly Change[]): Seen {
  const ids = new Set(changes.map((c) => c.id));
  try {
    if (storage === undefined) return { remembering: false, ids, blocked: true };
    if (on) storage.setItem(KEY, JSON.stringify([...ids]));
    else storage.removeItem(KEY);
    return { remembering: on, ids };
  } catch {
    return { remembering: false, ids, blocked: true };
  }
}

/** Changes since the last visit; none when the device does not remember one. */
export function unseen(seen: Seen, changes: readonly Change[]): readonly Change[] {
  return seen.remembering ? changes.filter((c) => !seen.ids.has(c.id)) : [];
}
