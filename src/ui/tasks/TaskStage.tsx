/** The stage of a task: it keeps its own view and crosshair and hands on clicks and boxes. */
import { type JSX, useCallback, useEffect, useState } from 'react';
import type { ImagePoint } from '../../core/geometry/space.ts';
import type { PromptLabel } from '../../core/prompt/prompt.ts';
import { Stage } from '../canvas/Stage.tsx';
import type { MaskLayer, StageGesture, StagePicture, StagePrompt, StageTool, Viewport } from '../canvas/stage-types.ts';
import css from './Tasks.module.css';

const KEYS =
  'Arrow keys move a crosshair, with Shift pixel by pixel. Enter clicks there. B starts and ends a box where boxes are asked for. ' +
  'Plus, minus and 0 zoom. Tab leaves the picture.';

export interface TaskStageProps {
  readonly picture: StagePicture;
  readonly layers: readonly MaskLayer[];
  readonly prompts: readonly StagePrompt[];
  readonly tool: StageTool;
  readonly label?: PromptLabel;
  readonly ariaLabel: string;
  /** What is being waited for, shown over the picture. */
  readonly busy?: string | null;
  /** Gestures that change something: clicks, finished boxes, moved and removed prompts, scrubbing. */
  readonly onGesture: (gesture: StageGesture) => void;
}

export function TaskStage({ label = 'include', busy, onGesture, ...props }: TaskStageProps): JSX.Element {
  const [viewport, setViewport] = useState<Viewport | 'fit'>('fit');
  const [crosshair, setCrosshair] = useState<ImagePoint | null>(null);
  // The picture may have been chosen far down the page.
  useEffect(() => {
    document.getElementById('main')?.scrollTo(0, 0);
  }, []);
  const gesture = useCallback(
    (g: StageGesture): void => {
      if (g.kind === 'viewport') setViewport(g.viewport);
      else if (g.kind === 'crosshair') setCrosshair(g.at);
      else onGesture(g);
    },
    [onGesture],
  );
  return (
    <div className={css.stage}>
      <Stage
        {...props}
        label={label}
        viewport={viewport}
        brushRadius={20}
        crosshair={crosshair}
        ariaDescription={KEYS}
        onGesture={gesture}
      />
      {busy ? (
        <p className={css.busy} role="status">
          {busy}
        </p>
      ) : null}
    </div>
  );
}
