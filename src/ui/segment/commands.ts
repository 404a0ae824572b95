/** Everything that can be done in the Segment place. */
import type { App } from '../../state/app.ts';
import { activeObject } from '../../state/document.ts';
import type { AppState, Tool } from '../../state/state.ts';
import type { Command, CommandContext } from '../command.ts';
import { announce } from '../kit/announce.ts';
import { isCompact } from '../kit/use-media.ts';
import { LOOK_COMMANDS } from '../learn/view-commands.ts';
import { BRUSH_COMMANDS } from './brush-size.ts';
import { CUTOUT_COMMANDS } from './cutout-commands.ts';
import { scrub } from './gestures.ts';
import { CLEAN_UP_COMMANDS, FIND_COMMANDS, SWITCH_COMMANDS } from './object-commands.ts';
import { PICTURE_COMMANDS } from './picture-commands.ts';
import { stageCrosshair, stageHandle } from './stage-handle.ts';
import { KEEP_COMMANDS, STRIP_COMMANDS } from './strip/strip-commands.ts';

const always = (): boolean => true;
const withPicture = (s: AppState): boolean => s.picture !== null;
const withActive = (s: AppState): boolean => activeObject(s.doc) !== null;
const withObjects = (s: AppState): boolean => s.doc.objects.length > 0;

/** The list of objects: beside the picture, or the sheet below it in a small window. */
function toggleObjects(app: App): void {
  const { sheet, settings } = app.store.state;
  if (isCompact()) app.store.set({ sheet: sheet === 'peek' ? 'half' : 'peek' });
  else app.updateSettings({ panelOpen: !settings.panelOpen });
}

interface ToolEntry {
  readonly tool: Tool;
  readonly label: string;
  readonly keys: string;
  readonly also: string;
}

const TOOLS: readonly ToolEntry[] = [
  { tool: 'point', label: 'Point: click what you mean', keys: 'v', also: 'click prompt' },
  { tool: 'box', label: 'Box: drag around it', keys: 'r', also: 'rectangle frame prompt' },
  { tool: 'brush', label: 'Scribble: stroke over it', keys: 's', also: 'brush prompt' },
  { tool: 'paint', label: 'Paint: add to the mask by hand', keys: 'p', also: 'brush edit' },
  { tool: 'erase', label: 'Erase: take from the mask by hand', keys: 'e', also: 'rubber edit' },
  { tool: 'lasso', label: 'Lasso: fill what you draw around', keys: 'l', also: 'freehand outline' },
  { tool: 'polygon', label: 'Polygon: fill between corners', keys: 'g', also: 'outline corners' },
  {
    tool: 'wand',
    label: 'Magic wand: click a colour',
    keys: 'm',
    also: 'colour select logo drawing tolerance flood fill',
  },
  {
    tool: 'hair',
    label: 'Hair brush: paint over hair and fur',
    keys: 'd',
    also: 'trimap unknown matting alpha soft edge',
  },
  { tool: 'pan', label: 'Move the view, choose an object by a click', keys: 'h', also: 'hand pan' },
];

/** The tools in the order of the toolbar. */
export const TOOL_COMMANDS: readonly (Command & { readonly tool: Tool })[] = TOOLS.map(
  ({ tool, label, keys, also }) => ({
    id: `tool.${tool}`,
    tool,
    label,
    keys,
    also,
    group: 'Tools',
    enabled: withPicture,
    run: ({ app }: CommandContext) => {
      app.previews.clear();
      app.store.set({ tool });
    },
  }),
);

const undoWord = (label: string | null, word: string): void =>
  announce(label ? `${word}: ${label}` : `Nothing to ${word.toLowerCase()}`);

export const SEGMENT_COMMANDS: readonly Command[] = [
  ...TOOL_COMMANDS,
  ...BRUSH_COMMANDS,
  ...CLEAN_UP_COMMANDS,
  ...FIND_COMMANDS,
  ...SWITCH_COMMANDS,
  ...LOOK_COMMANDS,
  ...STRIP_COMMANDS,
  ...KEEP_COMMANDS,
  ...PICTURE_COMMANDS,
  {
    id: 'picture.close',
    label: 'Close the picture',
    group: 'Picture',
    also: 'samples start landing',
    enabled: withPicture,
    run: ({ app }) => app.pictures.close(),
  },
  {
    id: 'picture.export',
    label: 'Export masks and cut-outs',
    keys: '$mod+e',
    group: 'Picture',
    also: 'save download png coco svg',
    enabled: withObjects,
    run: ({ app }) => app.store.set({ overlay: 'export' }),
  },
  ...CUTOUT_COMMANDS,
  {
    id: 'edit.undo',
    label: 'Undo',
    keys: '$mod+z',
    group: 'Edit',
    enabled: (s) => s.history.undo !== null,
    run: ({ app }) => undoWord(app.undo(), 'Undid'),
  },
  {
    id: 'edit.redo',
    label: 'Redo',
    keys: '$mod+Shift+z',
    group: 'Edit',
    enabled: (s) => s.history.redo !== null,
    run: ({ app }) => undoWord(app.redo(), 'Redid'),
  },
  {
    id: 'object.new',
    label: 'Finish this object and start a new one',
    keys: 'n',
    group: 'Objects',
    enabled: withPicture,
    run: ({ app }) => {
      if (withActive(app.store.state)) app.objects.keep();
      app.objects.activate(null);
      announce('The next click starts a new object');
    },
  },
  {
    id: 'object.delete',
    label: 'Delete the object',
    keys: 'Shift+Delete',
    group: 'Objects',
    enabled: withActive,
    run: ({ app }) => {
      const active = activeObject(app.store.state.doc);
      if (!active) return;
      app.objects.remove(active.id);
      announce(`${active.name} deleted`);
    },
  },
  {
    id: 'object.clear',
    label: 'Clear the prompts of the object',
    group: 'Objects',
    enabled: withActive,
    run: ({ app }) => app.objects.clearPrompts(),
  },
  {
    id: 'object.duplicate',
    label: 'Duplicate the object',
    group: 'Objects',
    enabled: withActive,
    run: ({ app }) => {
      const active = activeObject(app.store.state.doc);
      if (active) app.objects.duplicate(active.id);
    },
  },
  {
    id: 'object.remove-all',
    label: 'Delete all objects',
    group: 'Objects',
    enabled: withObjects,
    run: ({ app }) => app.objects.removeAll(),
  },
  {
    id: 'prompt.part',
    label: 'Smaller candidate (part)',
    keys: 'q',
    group: 'Prompts',
    enabled: withActive,
    run: ({ app }) => scrub(app, -1),
  },
  {
    id: 'prompt.whole',
    label: 'Larger candidate (whole)',
    keys: 'w',
    group: 'Prompts',
    enabled: withActive,
    run: ({ app }) => scrub(app, 1),
  },
  {
    id: 'prompt.label',
    label: 'Switch between include and exclude',
    keys: 'x',
    group: 'Prompts',
    also: 'plus minus negative',
    enabled: withPicture,
    run: ({ app }) => {
      const label = app.store.state.label === 'include' ? 'exclude' : 'include';
      app.store.set({ label });
      announce(`Clicks now ${label}`);
    },
  },
  {
    id: 'prompt.remove',
    label: 'Remove the nearest prompt',
    keys: 'Delete',
    group: 'Prompts',
    also: 'point delete',
    enabled: withActive,
    run: ({ app }) => {
      const active = activeObject(app.store.state.doc);
      const at = stageCrosshair();
      if (at) app.prompts.removeNearest(at);
      else if (active?.prompts.length) app.prompts.remove(active.prompts.at(-1)?.id ?? '');
    },
  },
  {
    id: 'view.fit',
    label: 'Fit the picture',
    group: 'View',
    also: 'zoom whole',
    enabled: withPicture,
    run: () => stageHandle.current?.fit(),
  },
  {
    id: 'view.actual',
    label: 'Actual size',
    group: 'View',
    also: 'zoom 100 1:1',
    enabled: withPicture,
    run: () => stageHandle.current?.actualSize(),
  },
  {
    id: 'view.in',
    label: 'Zoom in',
    group: 'View',
    enabled: withPicture,
    run: () => stageHandle.current?.zoomBy(1.25),
  },
  {
    id: 'view.out',
    label: 'Zoom out',
    group: 'View',
    enabled: withPicture,
    run: () => stageHandle.current?.zoomBy(0.8),
  },
  {
    id: 'view.overlay',
    label: 'Show masks as colour',
    group: 'View',
    enabled: withPicture,
    run: ({ app }) => app.updateSettings({ view: 'overlay' }),
  },
  {
    id: 'view.outline',
    label: 'Show masks as outlines',
    group: 'View',
    enabled: withPicture,
    run: ({ app }) => app.updateSettings({ view: 'outline' }),
  },
  {
    id: 'view.cutout',
    label: 'Show the cut-out',
    group: 'View',
    enabled: withPicture,
    run: ({ app }) => app.updateSettings({ view: 'cutout' }),
  },
  {
    id: 'view.hover',
    label: 'Preview under the pointer on or off',
    group: 'View',
    also: 'hover',
    enabled: always,
    run: ({ app }) => {
      app.previews.clear();
      app.updateSettings({ hoverPreview: !app.store.state.settings.hoverPreview });
    },
  },
  {
    id: 'view.panel',
    label: 'Show or hide the objects',
    keys: 'o',
    group: 'View',
    also: 'panel list',
    enabled: withPicture,
    run: ({ app }) => toggleObjects(app),
  },
];
