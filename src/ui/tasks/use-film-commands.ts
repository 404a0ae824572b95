/** What the keyboard can do with a film. */
import { useMemo } from 'react';
import type { Film } from '../../state/tasks/film.ts';
import { doubtfulFrames } from '../../state/tasks/film-doc.ts';
import type { Command } from '../command.ts';
import { useTaskCommands } from './use-task.ts';

export function useFilmCommands(film: Film): void {
  const commands = useMemo((): readonly Command[] => {
    const open = (): boolean => film.api.getState().clip !== null;
    const step = (by: number) => (): void => film.go(film.api.getState().at + by);
    const idle = (): boolean => open() && !(film.api.getState().run?.running ?? false);
    return [
      { id: 'film.back', label: 'Previous frame', keys: ',', group: 'View', enabled: open, run: step(-1) },
      { id: 'film.forward', label: 'Next frame', keys: '.', group: 'View', enabled: open, run: step(1) },
      {
        id: 'film.next-doubtful',
        label: 'Next doubtful frame',
        keys: 'n',
        group: 'View',
        enabled: () => open() && doubtfulFrames(film.api.getState()).length > 0,
        run: () => film.goToDoubt(),
      },
      {
        id: 'film.carry',
        label: 'Propagate the mask forward',
        keys: 'l',
        group: 'Tools',
        enabled: idle,
        run: () => film.carryOn(1),
      },
      {
        id: 'film.carry-back',
        label: 'Propagate the mask backward',
        keys: 'j',
        group: 'Tools',
        enabled: idle,
        run: () => film.carryOn(-1),
      },
    ];
  }, [film]);
  useTaskCommands(film, commands);
}
