/** The line between a view and the stage beside it. */
import { useCallback, useMemo, useRef, useState } from 'react';
import type { StageFacts } from '../../state/learn/facts.ts';
import type { MaskLayer, StageGesture } from '../canvas/stage-types.ts';
import type { LearnViewProps } from './view.ts';

export interface ViewLink {
  /** For the stage. */
  readonly layers: readonly MaskLayer[];
  readonly hear: (gesture: StageGesture) => boolean;
  /** For the view. */
  readonly props: Pick<LearnViewProps, 'report' | 'under' | 'onGesture'>;
  /** What the view has told. */
  readonly reported: Partial<StageFacts>;
  /** Forgets what was told: another picture came. */
  readonly forget: () => void;
}

const NOTHING: readonly MaskLayer[] = [];
const SILENT: Partial<StageFacts> = {};

export function useViewLink(): ViewLink {
  const [layers, setLayers] = useState(NOTHING);
  const [reported, setReported] = useState(SILENT);
  const listener = useRef<((gesture: StageGesture) => boolean) | null>(null);
  const hear = useCallback((gesture: StageGesture) => listener.current?.(gesture) ?? false, []);
  const forget = useCallback(() => setReported(SILENT), []);
  const props = useMemo(
    () => ({
      report: (facts: Partial<StageFacts>) => setReported((before) => ({ ...before, ...facts })),
      under: setLayers,
      onGesture: (next: ((gesture: StageGesture) => boolean) | null) => {
        listener.current = next;
      },
    }),
    [],
  );
  return { layers, hear, props, reported, forget };
}
