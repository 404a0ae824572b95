/** Below the film: the scrubber, what is known of each frame, and the run. */
import { type JSX, useEffect, useState } from 'react';
import type { Clip } from '../../contract/video.ts';
import { DOUBTFUL } from '../../core/tasks/doubt.ts';
import type { Film } from '../../state/tasks/film.ts';
import { doubtfulFrames, type FrameMask, runFrom } from '../../state/tasks/film-doc.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Slider } from '../kit/Slider.tsx';
import parts from './Parts.module.css';
import css from './Tasks.module.css';
import { useTaskState } from './use-task.ts';

function kindOf(mask: FrameMask | undefined): 'none' | 'clicked' | 'carried' | 'doubtful' | 'lost' {
  if (!mask) return 'none';
  if (mask.prompts.length > 0) return 'clicked';
  if (!mask.plane) return 'lost';
  return (mask.doubt ?? 0) >= DOUBTFUL ? 'doubtful' : 'carried';
}

/** Shows the frames one after another at the film's own pace. */
function usePlay(film: Film, clip: Clip): readonly [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      film.go((film.api.getState().at + 1) % clip.frames.length);
    }, 1000 / clip.framesPerSecond);
    return () => clearInterval(timer);
  }, [playing, film, clip]);
  return [playing, setPlaying];
}

export function FilmFoot({ film, clip }: { readonly film: Film; readonly clip: Clip }): JSX.Element {
  const at = useTaskState(film, (s) => s.at);
  const masks = useTaskState(film, (s) => s.masks);
  const run = useTaskState(film, (s) => s.run);
  const [playing, setPlaying] = usePlay(film, clip);
  const running = run?.running ?? false;
  const ahead = runFrom({ masks }, at, clip.frames.length, 1)?.targets.length ?? 0;
  const back = runFrom({ masks }, at, clip.frames.length, -1)?.targets.length ?? 0;
  const last = clip.frames.length - 1;
  const ended = run && !run.running ? run.done : null;
  useEffect(() => {
    if (ended !== null) announce(`Mask propagated to ${ended} frames`);
  }, [ended]);
  const doubtful = doubtfulFrames({ masks }).length;
  const stopped = running ? null : (run?.doubtAt ?? null);
  const carry = (direction: 1 | -1): void => {
    setPlaying(false);
    void film.carryOn(direction);
  };
  return (
    <div className={css.foot}>
      <Slider
        label="Frame"
        value={at + 1}
        min={1}
        max={last + 1}
        step={1}
        format={(v) => `${v} of ${last + 1}`}
        onChange={(v) => film.go(v - 1)}
      />
      <div className={parts.strip} aria-hidden="true">
        {clip.frames.map((_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a frame has no name but its number
          <i key={i} data-kind={kindOf(masks.get(i))} />
        ))}
      </div>
      <div className={css.group}>
        <IconButton icon="back" label="Previous frame" keys="," isDisabled={at === 0} onPress={() => film.go(at - 1)} />
        <Button size="s" isDisabled={running} onPress={() => setPlaying(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </Button>
        <IconButton
          icon="forward"
          label="Next frame"
          keys="."
          isDisabled={at === last}
          onPress={() => film.go(at + 1)}
        />
        <Button size="s" look="primary" isDisabled={running || ahead === 0} onPress={() => carry(1)}>
          {stopped === null ? 'Propagate forward' : 'Go on'}
        </Button>
        <Button size="s" isDisabled={running || back === 0} onPress={() => carry(-1)}>
          Propagate backward
        </Button>
        {doubtful > 0 ? (
          <Button size="s" isDisabled={running} onPress={() => film.goToDoubt()}>
            Next doubtful ({doubtful})
          </Button>
        ) : null}
        {running ? (
          <Button size="s" onPress={() => film.cancel()}>
            Cancel
          </Button>
        ) : null}
      </div>
      {stopped !== null ? (
        <p className={css.hint} role="status">
          Stopped at frame {stopped + 1}:{' '}
          {masks.get(stopped)?.plane ? 'the mask there is unsure' : 'the object was not found there'}. Correct it with a
          click or a box, clear the frame, or go on.
        </p>
      ) : null}
      {running && run ? (
        <ProgressBar label="Propagating the mask" share={run.total > 0 ? run.done / run.total : null} />
      ) : null}
    </div>
  );
}
