/** True outlines of the bundled samples. */
import { useEffect, useState } from 'react';
import { parseSampleIndex, parseSampleTruth } from '../../contract/samples.ts';
import { decodeRle } from '../../core/coco/rle.ts';
import { rleFromString } from '../../core/coco/rle-string.ts';
import type { Mask } from '../../core/mask/mask.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import { readJson } from './lessons.ts';

export type Truths = ReadonlyMap<string, Mask>;

export const NO_TRUTHS: Truths = new Map();

/** Decoded once each; the last few are kept, since steps go back and forth between the same pictures. */
const held = new Map<string, Promise<Truths>>();
const MOST_HELD = 3;

async function load(sample: string): Promise<Truths> {
  const entry = parseSampleIndex(await readJson('samples/index.json')).find(({ id }) => id === sample);
  if (!entry) return NO_TRUTHS;
  const { width, height, masks } = parseSampleTruth(await readJson(`samples/${entry.truth}`));
  return new Map(masks.map(({ name, rle }) => [name, decodeRle(rleFromString(rle, { width, height }))]));
}

function truthsOf(sample: string): Promise<Truths> {
  const known = held.get(sample);
  if (known) return known;
  const loading = load(sample);
  held.set(sample, loading);
  loading.catch(() => held.delete(sample));
  for (const oldest of held.keys()) {
    if (held.size <= MOST_HELD) break;
    held.delete(oldest);
  }
  return loading;
}

/** Frees the outlines. */
export function forgetTruths(): void {
  held.clear();
}

/**
 * The outlines of a sample at the picture's working size; none for a person's own picture, or while they are fetched.
 * A sample shown at another size than its outlines has none: an outline that was scaled is no truth.
 */
export function useTruths(sample: string | null, picture: OpenedPicture | null): Truths {
  const [state, setState] = useState<{ readonly sample: string; readonly truths: Truths } | null>(null);
  useEffect(() => {
    if (sample === null) return;
    let here = true;
    truthsOf(sample).then(
      (truths) => here && setState({ sample, truths }),
      () => undefined, // views and tasks that need an outline say that there is none
    );
    return () => {
      here = false;
    };
  }, [sample]);
  if (!state || state.sample !== sample || !picture) return NO_TRUTHS;
  const [first] = state.truths.values();
  return first?.width === picture.size.width && first.height === picture.size.height ? state.truths : NO_TRUTHS;
}
