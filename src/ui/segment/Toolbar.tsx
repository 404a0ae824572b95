/** Tools, the include/exclude switch, undo, brush size and what leads out of the place. */
import type { JSX } from 'react';
import { activeObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { readableKeys } from '../command.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton, IconToggle } from '../kit/IconButton.tsx';
import type { IconName } from '../kit/icons.tsx';
import { Menu } from '../kit/Menu.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { runCommand, useCommandContext } from '../use-commands.ts';
import { SEGMENT_COMMANDS, TOOL_COMMANDS } from './commands.ts';
import { FIND_COMMANDS } from './object-commands.ts';
import { KEEP_COMMANDS } from './strip/strip-commands.ts';
import css from './Toolbar.module.css';
import { BoxOptions, BrushSize, HandOptions, hasOptions, WandOptions } from './ToolOptions.tsx';

function CommandButton({
  id,
  icon,
  label,
}: {
  readonly id: string;
  readonly icon: 'undo' | 'redo' | 'open';
  readonly label: string;
}): JSX.Element {
  const context = useCommandContext();
  const command = SEGMENT_COMMANDS.find((c) => c.id === id);
  const enabled = useApp((s) => command?.enabled(s) ?? false);
  return (
    <IconButton
      icon={icon}
      label={label}
      keys={command?.keys ? readableKeys(command.keys) : undefined}
      isDisabled={!enabled}
      onPress={() => command && runCommand(command, context)}
    />
  );
}

function Tools(): JSX.Element {
  const tool = useApp((s) => s.tool);
  const context = useCommandContext();
  return (
    <fieldset className={css.tools}>
      <legend className="visually-hidden">Tools</legend>
      {TOOL_COMMANDS.map((command) => (
        <IconToggle
          key={command.id}
          icon={command.tool}
          label={command.label}
          keys={readableKeys(command.keys ?? '')}
          isSelected={tool === command.tool}
          onChange={() => runCommand(command, context)}
        />
      ))}
    </fieldset>
  );
}

/** The options of the tool in hand. They lie over the edge of the stage: the bar keeps its height, whichever tool is chosen. */
function ToolOptions(): JSX.Element | null {
  const tool = useApp((s) => s.tool);
  if (!hasOptions(tool)) return null;
  return (
    <fieldset className={css.options}>
      <legend className="visually-hidden">Options of the tool</legend>
      <BrushSize />
      <HandOptions />
      <WandOptions />
      <BoxOptions />
    </fieldset>
  );
}

function FindMenu(): JSX.Element {
  const context = useCommandContext();
  const ready = useApp((s) => s.encoding.phase === 'ready');
  return (
    <Menu
      label="Find"
      trigger={
        <Button size="s" icon="sparkle" isDisabled={!ready}>
          Find
        </Button>
      }
      entries={FIND_COMMANDS.filter((c) => c.id.startsWith('find.')).map((command) => ({
        id: command.id,
        label: command.label,
        keys: command.keys ? readableKeys(command.keys) : undefined,
        run: () => runCommand(command, context),
      }))}
    />
  );
}

const KEEP_ICONS: Readonly<Record<string, IconName>> = {
  'project.save': 'save',
  'project.open': 'open',
  'link.copy': 'link',
  'session.open': 'lock',
};

function KeepMenu(): JSX.Element {
  const context = useCommandContext();
  return (
    <Menu
      label="Save and share"
      trigger={<IconButton icon="save" label="Save and share" />}
      entries={KEEP_COMMANDS.map((command) => ({
        id: command.id,
        label: command.label,
        icon: KEEP_ICONS[command.id] ?? 'save',
        keys: command.keys ? readableKeys(command.keys) : undefined,
        run: () => runCommand(command, context),
      }))}
    />
  );
}

export function Toolbar(): JSX.Element {
  const app = useServices();
  const label = useApp((s) => s.label);
  const view = useApp((s) => s.settings.view);
  const undo = useApp((s) => s.history.undo);
  const redo = useApp((s) => s.history.redo);
  const active = useApp((s) => activeObject(s.doc) !== null);
  const some = useApp((s) => s.doc.objects.length > 0);
  return (
    <div className={css.bar}>
      <Tools />
      <Segmented
        label="What a click says"
        value={label}
        options={[
          { value: 'include', label: 'Include', icon: 'plus', tone: 'include' },
          { value: 'exclude', label: 'Exclude', icon: 'minus', tone: 'exclude' },
        ]}
        onChange={(next) => app.store.set({ label: next })}
      />
      <ToolOptions />
      <div className={css.group}>
        <CommandButton id="edit.undo" icon="undo" label={undo ? `Undo: ${undo}` : 'Undo'} />
        <CommandButton id="edit.redo" icon="redo" label={redo ? `Redo: ${redo}` : 'Redo'} />
      </div>
      <span className={css.gap} />
      <span className={css.wide}>
        <Segmented
          compact
          label="How masks are shown"
          value={view}
          options={[
            { value: 'overlay', label: 'Colour', icon: 'fill' },
            { value: 'outline', label: 'Outline', icon: 'outline' },
            { value: 'cutout', label: 'Cut-out', icon: 'scissors' },
          ]}
          onChange={(next) => app.updateSettings({ view: next })}
        />
      </span>
      <span className={css.open}>
        <CommandButton id="picture.open" icon="open" label="Open another picture" />
      </span>
      <span className={css.share}>
        <KeepMenu />
      </span>
      <span className={css.find}>
        <FindMenu />
      </span>
      <span className={css.keep}>
        <Button size="s" icon="check" isDisabled={!active} onPress={() => app.objects.keep()}>
          Finish
        </Button>
      </span>
      <Button
        size="s"
        look="primary"
        icon="download"
        isDisabled={!some}
        onPress={() => app.store.set({ overlay: 'export' })}
      >
        Export
      </Button>
    </div>
  );
}
