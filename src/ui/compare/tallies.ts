/** The tally of blind votes in the browser's small store, only once the person asked for it. A blocked store keeps nothing and breaks nothing. */
import type { Tallies } from '../../state/compare/votes.ts';

const KEY = 'compare-tallies';

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Whether tallies outlast this visit. */
export function keepsTallies(): boolean {
  return stored() !== null;
}

export function loadTallies(): Tallies {
  try {
    const parsed: unknown = JSON.parse(stored() ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    const entries = Object.entries(parsed).map(([name, tally]) => {
      const n = (key: string): number => Number(Reflect.get(Object(tally), key)) || 0;
      return [name, { wins: n('wins'), losses: n('losses'), ties: n('ties') }] as const;
    });
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function write(tallies: Tallies): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(tallies));
  } catch {
    // Nothing to do: the tally lasts for this visit.
  }
}

/** Brings what is kept up to date; keeps nothing that the person did not ask to keep. */
export function saveTallies(tallies: Tallies): void {
  if (keepsTallies()) write(tallies);
}

/** Starts keeping, or stops and forgets. */
export function keepTallies(keep: boolean, tallies: Tallies): void {
  if (keep) write(tallies);
  else {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // A blocked store holds nothing that could be forgotten.
    }
  }
}
