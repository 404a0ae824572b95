/** Hand counts of this visit, to see how far the model's counts are off. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { clusterInterval, type Interval } from '../../core/metrics/bootstrap.ts';
import { countError } from '../../core/metrics/mask-pair.ts';

/** What the model and the person counted in one picture. */
export interface CountPair {
  readonly counted: number;
  readonly truth: number;
}

export interface HandCounts {
  /** By picture id; the last count of a picture holds. */
  readonly pairs: ReadonlyMap<string, CountPair>;
}

export function createHandCounts(): StoreApi<HandCounts> {
  return createStore<HandCounts>(() => ({ pairs: new Map() }));
}

/** Notes a picture's counts; `truth` null takes them away. */
export function noteCount(api: StoreApi<HandCounts>, picture: string, counted: number, truth: number | null): void {
  const pairs = new Map(api.getState().pairs);
  if (truth === null) pairs.delete(picture);
  else pairs.set(picture, { counted, truth });
  api.setState({ pairs });
}

/** A whole number of things as typed; null for anything else. */
export function parseCount(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
}

export interface CountSummary {
  readonly pictures: number;
  /** Mean absolute error, things. */
  readonly absolute: number;
  /** Mean of counted minus hand-counted with a 95 % bootstrap interval over pictures; null below two pictures. */
  readonly bias: Interval | null;
}

export function summarise(pairs: readonly CountPair[]): CountSummary | null {
  const error = countError(pairs);
  if (!error) return null;
  const bias =
    pairs.length < 2
      ? null
      : clusterInterval(
          pairs.map(({ counted, truth }) => [counted - truth]),
          1,
        );
  return { pictures: pairs.length, absolute: error.absolute, bias };
}
