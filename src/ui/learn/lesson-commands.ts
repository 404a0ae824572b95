/** What can be done in a lesson, for shortcuts, help and palette. */
import { useMemo } from 'react';
import type { App } from '../../state/app.ts';
import type { Command } from '../command.ts';
import { announce } from '../kit/announce.ts';
import { stageHandle } from '../segment/stage-handle.ts';
import { usePlaceCommands } from '../use-commands.ts';

export interface LessonActions {
  /** The lesson's own document; the person's work in Segment is another one. */
  readonly app: App;
  readonly next: () => void;
  readonly back: () => void;
  readonly present: () => void;
  readonly print: () => void;
  readonly copyLink: () => void;
}

const always = (): boolean => true;

/** Undo and view commands of a learning document. */
export function stageCommands(app: App): readonly Command[] {
  const said = (label: string | null, word: string): void =>
    announce(label ? `${word}: ${label}` : `Nothing to ${word.toLowerCase()}`);
  return [
    {
      id: 'learn.undo',
      label: 'Undo in the lesson',
      keys: '$mod+z',
      group: 'Edit',
      enabled: always,
      run: () => said(app.undo(), 'Undo'),
    },
    {
      id: 'learn.redo',
      label: 'Redo in the lesson',
      keys: '$mod+Shift+z',
      group: 'Edit',
      enabled: always,
      run: () => said(app.redo(), 'Redo'),
    },
    {
      id: 'learn.stage',
      label: 'Focus the picture',
      keys: 'c',
      group: 'View',
      enabled: always,
      run: () => stageHandle.current?.focus(),
    },
  ];
}

export function useLessonCommands({ app, next, back, present, print, copyLink }: LessonActions): void {
  const commands = useMemo((): readonly Command[] => {
    const entry = (id: string, label: string, run: () => void, keys?: string): Command => ({
      id: `learn.${id}`,
      label,
      group: 'View',
      also: 'lesson learn',
      enabled: always,
      run,
      ...(keys ? { keys } : {}),
    });
    return [
      ...stageCommands(app),
      entry('next', 'Next step of the lesson', next, 'n'),
      entry('back', 'Step back in the lesson', back, 'p'),
      entry('present', 'Present the lesson on the full screen', present, 'Shift+P'),
      entry('print', 'Print the lesson', print),
      entry('link', 'Copy a link to this step', copyLink),
    ];
  }, [app, next, back, present, print, copyLink]);
  usePlaceCommands(commands);
}
