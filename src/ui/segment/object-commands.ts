/** Commands on the active object's mask, on files of objects, and searches for many objects at once. */
import type { CleanUp } from '../../state/actions/clean-up.ts';
import { activeObject, ownMask } from '../../state/document.ts';
import type { AppState } from '../../state/state.ts';
import type { Command } from '../command.ts';
import { announce } from '../kit/announce.ts';
import { chooseAnnotations } from './picture-input.ts';
import { refineWithClicks, takesMask } from './refine-with-clicks.ts';

function withMask(s: AppState): boolean {
  const object = activeObject(s.doc);
  return (
    object !== null && !object.locked && (ownMask(object) !== null || object.hand !== null || object.answer !== null)
  );
}

interface Entry {
  readonly kind: CleanUp;
  readonly label: string;
  readonly also: string;
  readonly done: string;
}

const ENTRIES: readonly Entry[] = [
  { kind: 'fill-holes', label: 'Fill holes', also: 'gaps mask', done: 'Holes filled' },
  { kind: 'remove-islands', label: 'Remove islands', also: 'specks crumbs mask', done: 'Islands removed' },
  { kind: 'grow', label: 'Grow the mask', also: 'dilate expand', done: 'Mask grown' },
  { kind: 'shrink', label: 'Shrink the mask', also: 'erode contract', done: 'Mask shrunk' },
  { kind: 'smooth', label: 'Smooth the outline', also: 'round', done: 'Outline smoothed' },
];

/** In the order of the clean-up menu. */
export const CLEAN_UP_COMMANDS: readonly Command[] = [
  ...ENTRIES.map(
    ({ kind, label, also, done }): Command => ({
      id: `mask.${kind}`,
      label,
      also,
      group: 'Edit',
      enabled: withMask,
      run: ({ app }) => announce(app.edits.cleanUp(kind) ? done : 'Nothing to change'),
    }),
  ),
  {
    id: 'mask.refine-with-clicks',
    label: 'Edit the mask with clicks',
    also: 'previous mask prompt imported painted correct',
    group: 'Edit',
    enabled: (s) => {
      const object = activeObject(s.doc);
      return object !== null && takesMask(s, object);
    },
    run: ({ app }) => {
      const object = activeObject(app.store.state.doc);
      if (object) refineWithClicks(app, object);
    },
  },
  {
    id: 'mask.refine',
    label: 'Refine the edges',
    also: 'hair fur soft matting guided',
    group: 'Edit',
    enabled: withMask,
    run: ({ app }) => announce(app.edits.refine() ? 'Edges refined' : 'Nothing to change'),
  },
];

/** Switches of how hand edits and clicks work. */
export const SWITCH_COMMANDS: readonly Command[] = [
  {
    id: 'edit.snap',
    label: 'Snap hand edits to edges: on or off',
    also: 'magnet brush lasso polygon cling',
    group: 'Edit',
    enabled: () => true,
    run: ({ app }) => {
      const edgesSnap = !app.store.state.settings.edgesSnap;
      app.updateSettings({ edgesSnap });
      announce(edgesSnap ? 'Hand edits snap to edges' : 'Hand edits stay where they are drawn');
    },
  },
  {
    id: 'view.zoom-refine',
    label: 'Refine in the visible part when zoomed in: on or off',
    also: 'crop detail small objects',
    group: 'View',
    enabled: () => true,
    run: ({ app }) => {
      const zoomRefine = !app.store.state.settings.zoomRefine;
      app.updateSettings({ zoomRefine });
      announce(zoomRefine ? 'Zoomed in, clicks use the visible part' : 'Clicks use the whole picture');
    },
  },
];

const encoded = (s: AppState): boolean => s.picture !== null && s.encoding.phase === 'ready';

export const FIND_COMMANDS: readonly Command[] = [
  {
    id: 'picture.import',
    label: 'Import annotations',
    also: 'coco labelme mask json load',
    group: 'Picture',
    enabled: (s) => s.picture !== null,
    run: ({ app }) => chooseAnnotations(app),
  },
  {
    id: 'find.subject',
    label: 'Select the subject',
    keys: 'u',
    also: 'automatic zero click remove background',
    group: 'Objects',
    enabled: encoded,
    run: async ({ app }) => void (await app.subject.select()),
  },
  {
    id: 'find.everything',
    label: 'Find everything',
    keys: 'a',
    also: 'automatic all masks grid',
    group: 'Objects',
    enabled: encoded,
    run: ({ app }) => {
      app.store.set({ finder: 'everything', sheet: 'half' });
      app.updateSettings({ panelOpen: true });
    },
  },
  {
    id: 'find.similar',
    label: 'Find more like this and count',
    keys: 'f',
    also: 'similar same counting',
    group: 'Objects',
    enabled: encoded,
    run: ({ app }) => {
      app.store.set({ finder: 'similar', sheet: 'half' });
      app.updateSettings({ panelOpen: true });
    },
  },
];
