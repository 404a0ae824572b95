/** The embeddings of the compared models, read once a picture and engine while a view needs them. */
import { useEffect, useState } from 'react';
import type { TensorView } from '../../contract/segmenter.ts';
import type { Comparison } from '../../state/compare/compare-store.ts';
import type { LaneState } from '../../state/compare/lane-state.ts';
import { useCompare } from './use-comparison.ts';

/** Names one encoding of a lane; null while the picture is not encoded. */
function encodingOf(lane: LaneState, picture: string | null): string | null {
  const seen = lane.encodeMs.length > 0 && (lane.phase === 'ready' || lane.phase === 'decoding');
  return picture !== null && seen ? `${lane.id} ${picture} ${lane.restarts} ${lane.encodeMs.length}` : null;
}

/** @returns the embedding of a lane: undefined while it is not here, null where the model keeps none or it cannot be read */
export function useEmbeddings(comparison: Comparison): (lane: LaneState) => TensorView | null | undefined {
  const inside = useCompare(comparison, (s) => s.inside);
  const picture = useCompare(comparison, (s) => s.picture?.id ?? null);
  const lanes = useCompare(comparison, (s) => s.lanes);
  const [known, setKnown] = useState<ReadonlyMap<string, TensorView | null>>(new Map());
  const wanted = inside === 'embedding' || inside === 'likeness';
  const encodings = wanted ? lanes.map((lane) => encodingOf(lane, picture)).join('\n') : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the encodings decide, not the lanes around them
  useEffect(() => {
    if (!wanted) {
      setKnown(new Map());
      return;
    }
    let here = true;
    const all = encodings.split('\n');
    for (const lane of lanes) {
      const encoding = encodingOf(lane, picture);
      if (encoding === null || known.has(encoding)) continue;
      const put = (view: TensorView | null): void => {
        if (here)
          setKnown((before) => new Map([...before].filter(([key]) => all.includes(key)).concat([[encoding, view]])));
      };
      comparison.look(lane.id).then(put, () => put(null));
    }
    return () => {
      here = false;
    };
  }, [comparison, encodings, wanted]);
  return (lane) => known.get(encodingOf(lane, picture) ?? '');
}
