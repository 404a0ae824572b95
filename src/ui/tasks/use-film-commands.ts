/** What the keyboard can do with a video. */
import { useMemo } from 'react';
import { doubtfulFrames } from '../../state/tasks/film-doc.ts';
import type { Film } from '../../state/tasks/film-state.ts';
import type { Command } from '../command.ts';
import type { Playing } from './use-play.ts';
import { useTaskCommands } from './use-task.ts';

/** Frames of a long step. */
const FAR = 10;

export function useFilmCommands(film: Film, playing: Playing): void {
  const commands = useMemo((): readonly Command[] => {
    const open = (): boolean => film.api.getState().clip !== null;
    const idle = (): boolean => open() && !(film.api.getState().run?.running ?? false);
    const view = (id: string, label: string, keys: string, run: () => void): Command => ({
      id: `film.${id}`,
      label,
      keys,
      group: 'View',
      enabled: open,
      run,
    });
    const step = (by: number) => (): void => film.go(film.api.getState().at + by);
    const faster = (sign: 1 | -1): number =>
      (playing.direction * sign > 0 ? Math.min(4, 2 * Math.abs(playing.direction)) : 1) * sign;
    return [
      view('back', 'Previous frame', ',', step(-1)),
      view('forward', 'Next frame', '.', step(1)),
      view('left', 'Previous frame', 'ArrowLeft', step(-1)),
      view('right', 'Next frame', 'ArrowRight', step(1)),
      // By the key's place: with Shift the character is another one.
      view('far-back', `${FAR} frames back`, 'Shift+Comma', step(-FAR)),
      view('far-forward', `${FAR} frames on`, 'Shift+Period', step(FAR)),
      view('play-back', 'Play backwards; again is faster', 'j', () => playing.play(faster(-1))),
      view('pause', 'Play or pause', 'k', () => playing.play(playing.direction === 0 ? 1 : 0)),
      view('play', 'Play; again is faster', 'l', () => playing.play(faster(1))),
      view('in', 'Start here (in point)', 'i', () => film.setEdge('in')),
      view('out', 'End here (out point)', 'o', () => film.setEdge('out')),
      {
        ...view('next-doubtful', 'Next doubtful frame', 'n', () => film.goToDoubt()),
        enabled: () => open() && doubtfulFrames(film.api.getState()).length > 0,
      },
      {
        id: 'film.carry',
        label: 'Propagate the masks forward',
        keys: 'p',
        group: 'Tools',
        enabled: idle,
        run: () => film.carryOn(1),
      },
      {
        id: 'film.carry-back',
        label: 'Propagate the masks backward',
        keys: 'Shift+p',
        group: 'Tools',
        enabled: idle,
        run: () => film.carryOn(-1),
      },
    ];
  }, [film, playing]);
  useTaskCommands(film, commands);
}
