/** Commands on many pictures, project files, links and what is stored. */
import type { AppState } from '../../../state/state.ts';
import type { Command, CommandContext } from '../../command.ts';
import { announce } from '../../kit/announce.ts';
import { chooseFiles, chooseFolder } from '../../kit/choose-file.ts';
import { openFolder } from '../picture-input.ts';
import { currentView } from '../stage-handle.ts';

const always = (): boolean => true;
const withPicture = (s: AppState): boolean => s.picture !== null;

async function step({ app }: CommandContext, by: number): Promise<void> {
  const { items } = app.strip.api.getState();
  if (items.length < 2) {
    announce('Only one picture is open');
    return;
  }
  if (!(await app.strip.step(by))) return;
  const { activeId } = app.strip.api.getState();
  const at = items.findIndex((i) => i.id === activeId);
  announce(`Picture ${at + 1} of ${items.length}: ${items[at]?.name ?? ''}`);
}

async function copyLink({ app }: CommandContext): Promise<void> {
  const query = await app.links.query(currentView());
  if (query === null) return;
  const { origin, pathname } = window.location;
  try {
    await app.deps.exporter.copyText(`${origin}${pathname}#/segment?${query}`);
    app.store.notify({
      tone: 'good',
      title: 'Link copied',
      text: query.includes('sample=')
        ? 'It carries the model, your clicks, the view and which sample it is.'
        : 'It carries the model, your clicks and the view, never the picture: whoever opens it needs that too.',
      lasts: 7000,
    });
  } catch (thrown) {
    app.store.fail('copy', thrown);
  }
}

export const STRIP_COMMANDS: readonly Command[] = [
  {
    id: 'strip.next',
    label: 'Next picture',
    keys: 'PageDown',
    group: 'Picture',
    also: 'strip forward',
    enabled: withPicture,
    run: (context) => step(context, 1),
  },
  {
    id: 'strip.previous',
    label: 'Previous picture',
    keys: 'PageUp',
    group: 'Picture',
    also: 'strip back',
    enabled: withPicture,
    run: (context) => step(context, -1),
  },
  {
    id: 'strip.folder',
    label: 'Open a folder of pictures',
    group: 'Picture',
    also: 'many directory strip',
    enabled: always,
    run: async ({ app }) => openFolder(app, await chooseFolder()),
  },
  {
    id: 'strip.all',
    label: 'Cut out, find or export in all pictures',
    group: 'Picture',
    also: 'batch everything subject remove background folder zip',
    enabled: withPicture,
    run: ({ app }) => app.store.set({ overlay: 'batch' }),
  },
];

/** In the order of the menu. */
export const KEEP_COMMANDS: readonly Command[] = [
  {
    id: 'project.save',
    label: 'Save as a file',
    keys: '$mod+s',
    group: 'Picture',
    also: 'project zip download keep',
    enabled: withPicture,
    run: async ({ app }) => {
      if (await app.projects.save()) announce('Project saved');
    },
  },
  {
    id: 'project.open',
    label: 'Open a saved file',
    group: 'Picture',
    also: 'project zip load',
    enabled: always,
    run: async ({ app }) => {
      const [file] = await chooseFiles('.zip,application/zip');
      if (file) await app.projects.open(file, file.name);
    },
  },
  {
    id: 'link.copy',
    label: 'Copy a link',
    group: 'Picture',
    also: 'permalink share url address view',
    enabled: withPicture,
    run: copyLink,
  },
  {
    id: 'session.open',
    label: 'Work kept on this device',
    group: 'Picture',
    also: 'sessions autosave recover storage',
    enabled: always,
    run: ({ app }) => app.store.set({ overlay: 'sessions' }),
  },
];
