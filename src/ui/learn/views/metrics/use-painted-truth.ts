/** A truth painted by hand on the stage, beside the objects: strokes, undo, and the tool in hand. */
import { useCallback, useEffect, useState } from 'react';
import { applyStroke, StrokePainter } from '../../../../core/edit/paint.ts';
import { emptyPacked, type PackedMask, packedArea } from '../../../../core/mask/packed.ts';
import type { App } from '../../../../state/app.ts';
import type { StageGesture } from '../../../canvas/stage-types.ts';
import type { LearnViewProps } from '../../view.ts';

export type TruthTool = 'paint' | 'erase';

export interface PaintedTruth {
  readonly mask: PackedMask | null;
  readonly tool: TruthTool | null;
  readonly choose: (tool: TruthTool | null) => void;
  readonly replace: (mask: PackedMask | null) => void;
  readonly undo: () => void;
  readonly canUndo: boolean;
}

interface Strokes {
  readonly mask: PackedMask | null;
  readonly past: readonly (PackedMask | null)[];
}

const MOST_UNDO = 60;

function withStroke(
  before: PackedMask | null,
  app: App,
  gesture: Extract<StageGesture, { kind: 'stroke' }>,
  tool: TruthTool,
): PackedMask | null {
  const { picture, brushRadius } = app.store.state;
  if (!picture) return before;
  const painter = new StrokePainter(picture.size, { radius: brushRadius, hardness: 1, leastPressure: 1 });
  for (const at of gesture.path) painter.extend({ at, pressure: 1 });
  const adds = (tool === 'paint') !== gesture.alternate;
  const after = applyStroke(before ?? emptyPacked(picture.size), painter.covered(), adds ? 'brush' : 'eraser').mask;
  return packedArea(after) > 0 ? after : null;
}

export function usePaintedTruth(app: App, onGesture: LearnViewProps['onGesture']): PaintedTruth {
  const [{ mask, past }, setStrokes] = useState<Strokes>({ mask: null, past: [] });
  const [tool, setTool] = useState<TruthTool | null>(null);

  const replace = useCallback((next: PackedMask | null) => {
    setStrokes((now) => ({ mask: next, past: [...now.past, now.mask].slice(-MOST_UNDO) }));
  }, []);
  const undo = useCallback(() => {
    setStrokes((now) => ({ mask: now.past.at(-1) ?? null, past: now.past.slice(0, -1) }));
  }, []);

  useEffect(() => {
    if (!tool) return;
    const before = app.store.state.tool;
    app.store.set({ tool, preview: null });
    onGesture((gesture) => {
      if (gesture.kind === 'viewport' || gesture.kind === 'crosshair') return false;
      if (gesture.kind === 'stroke' && gesture.done) {
        setStrokes((now) => ({
          mask: withStroke(now.mask, app, gesture, tool),
          past: [...now.past, now.mask].slice(-MOST_UNDO),
        }));
      }
      return true;
    });
    return () => {
      onGesture(null);
      app.store.set({ tool: before === 'paint' || before === 'erase' ? 'point' : before });
    };
  }, [app, onGesture, tool]);

  return { mask, tool, choose: setTool, replace, undo, canUndo: past.length > 0 };
}
