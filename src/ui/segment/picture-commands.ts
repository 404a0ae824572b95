/** Where pictures come from, and how one is read. */
import type { Command } from '../command.ts';
import { chooseAndOpen, pasteAndOpen } from './picture-input.ts';

const always = (): boolean => true;

export const PICTURE_COMMANDS: readonly Command[] = [
  {
    id: 'picture.open',
    label: 'Open pictures',
    keys: '$mod+o',
    group: 'Picture',
    also: 'file load',
    enabled: always,
    run: ({ app }) => chooseAndOpen(app),
  },
  {
    id: 'picture.paste',
    label: 'Paste a picture',
    group: 'Picture',
    also: 'clipboard',
    enabled: always,
    run: ({ app }) => pasteAndOpen(app),
  },
  {
    id: 'picture.address',
    label: 'Open a picture from an address',
    group: 'Picture',
    also: 'url link web',
    enabled: always,
    run: ({ app }) => app.store.set({ overlay: 'address' }),
  },
  {
    id: 'picture.values',
    label: 'Pages and values of the picture',
    group: 'Picture',
    also: 'display window brightness contrast black white percentile tiff page stack bits',
    enabled: (s) => Boolean(s.picture?.display),
    run: ({ app }) => app.store.set({ overlay: 'values' }),
  },
];
