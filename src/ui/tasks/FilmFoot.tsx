/** Below the video: the timeline, the frame, and the run. */
import { type JSX, useEffect } from 'react';
import type { Clip } from '../../contract/video.ts';
import { doubtfulFrames, masksOf } from '../../state/tasks/film-doc.ts';
import { planFrom } from '../../state/tasks/film-plan.ts';
import type { Film, FilmState } from '../../state/tasks/film-state.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Slider } from '../kit/Slider.tsx';
import { StorageQuestion } from '../segment/sessions/StorageQuestion.tsx';
import { FilmTimeline } from './FilmTimeline.tsx';
import css from './Tasks.module.css';
import type { Playing } from './use-play.ts';
import { useTaskState } from './use-task.ts';

interface FootProps {
  readonly film: Film;
  readonly clip: Clip;
  readonly playing: Playing;
}

/** Whether a run in the direction would reach a frame. */
const canRun = (state: FilmState, direction: 1 | -1): boolean =>
  state.objects.some(({ id }) => planFrom(id, masksOf(state, id), state.at, state.range, direction) !== null);

export function FilmFoot({ film, clip, playing }: FootProps): JSX.Element {
  const at = useTaskState(film, (s) => s.at);
  const range = useTaskState(film, (s) => s.range);
  const run = useTaskState(film, (s) => s.run);
  const running = run?.running ?? false;
  const isAhead = useTaskState(film, (s) => !running && canRun(s, 1));
  const isBehind = useTaskState(film, (s) => !running && canRun(s, -1));
  const doubtful = useTaskState(film, (s) => doubtfulFrames(s).length);
  const last = clip.times.length - 1;
  const ended = run && !run.running ? run.done : null;
  useEffect(() => {
    if (ended !== null) announce(`Propagating ended after ${ended} masks`);
  }, [ended]);
  const stopped = running ? null : (run?.doubtAt ?? null);
  const carry = (direction: 1 | -1): void => {
    playing.play(0);
    void film.carryOn(direction);
  };
  return (
    <div className={css.foot}>
      <FilmTimeline film={film} clip={clip} />
      <Slider
        label="Frame"
        value={at + 1}
        min={1}
        max={last + 1}
        step={1}
        format={(v) => `${v} of ${last + 1}, ${(clip.times[v - 1] ?? 0).toFixed(2)} s`}
        onChange={(v) => film.go(v - 1)}
      />
      <div className={css.group}>
        <IconButton icon="back" label="Previous frame" keys="," isDisabled={at === 0} onPress={() => film.go(at - 1)} />
        <Button size="s" onPress={() => playing.play(playing.direction === 0 ? 1 : 0)}>
          {playing.direction === 0 ? 'Play' : 'Pause'}
        </Button>
        <IconButton
          icon="forward"
          label="Next frame"
          keys="."
          isDisabled={at === last}
          onPress={() => film.go(at + 1)}
        />
        <Button size="s" aria-pressed={range.first > 0} onPress={() => film.setEdge('in')}>
          {range.first > 0 ? `In: ${range.first + 1}` : 'In'}
        </Button>
        <Button size="s" aria-pressed={range.last < last} onPress={() => film.setEdge('out')}>
          {range.last < last ? `Out: ${range.last + 1}` : 'Out'}
        </Button>
        <Button size="s" look="primary" isDisabled={!isAhead} onPress={() => carry(1)}>
          {stopped === null ? 'Propagate forward' : 'Go on'}
        </Button>
        <Button size="s" isDisabled={!isBehind} onPress={() => carry(-1)}>
          Propagate backward
        </Button>
        {doubtful > 0 ? (
          <Button size="s" onPress={() => film.goToDoubt()}>
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
          Stopped at frame {stopped + 1}: a mask there is unsure or its object was not found. Correct it with a click or
          a box, clear the frame, or go on.
        </p>
      ) : null}
      {running && run ? (
        <ProgressBar label="Propagating the mask" share={run.total > 0 ? run.done / run.total : null} />
      ) : null}
      <div className={css.question}>
        <StorageQuestion />
      </div>
    </div>
  );
}
