/** Tools, the include/exclude switch, undo, brush size and what leads out of the place. */
import type { JSX } from 'react';
import { ToggleButton } from 'react-aria-components';
import { activeObject } from '../../state/document.ts';
import type { Tool } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { readableKeys } from '../command.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton, IconToggle } from '../kit/IconButton.tsx';
import { Icon, type IconName } from '../kit/icons.tsx';
import { Menu } from '../kit/Menu.tsx';
import { Popover } from '../kit/Popover.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { Slider } from '../kit/Slider.tsx';
import { runCommand, useCommandContext } from '../use-commands.ts';
import { SEGMENT_COMMANDS, TOOL_COMMANDS } from './commands.ts';
import { FIND_COMMANDS } from './object-commands.ts';
import { KEEP_COMMANDS } from './strip/strip-commands.ts';
import css from './Toolbar.module.css';

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

const BRUSH_TOOLS: readonly Tool[] = ['brush', 'paint', 'erase'];
const HAND_TOOLS: readonly Tool[] = ['paint', 'erase', 'lasso', 'polygon'];

function BrushSize(): JSX.Element | null {
  const app = useServices();
  const radius = useApp((s) => s.brushRadius);
  const picture = useApp((s) => s.picture);
  if (!picture) return null;
  const most = Math.max(8, Math.round(Math.max(picture.size.width, picture.size.height) / 6));
  return (
    <div className={css.size}>
      <Slider
        label="Size"
        value={Math.min(radius, most)}
        min={1}
        max={most}
        step={1}
        format={(v) => `${v * 2} px`}
        onChange={(brushRadius) => app.store.set({ brushRadius })}
      />
    </div>
  );
}

/** What the tools for editing by hand have besides their size. */
function HandOptions(): JSX.Element {
  const app = useServices();
  const { hardness, edgesSnap } = useApp((s) => s.settings);
  return (
    <Popover
      label="Editing by hand"
      placement="bottom start"
      trigger={<IconButton icon="magnet" label={`Edges and hardness${edgesSnap ? ', snapping to edges' : ''}`} />}
    >
      <div className={css.hand}>
        <ToggleButton
          className={css.snap ?? ''}
          isSelected={edgesSnap}
          onChange={(on) => app.updateSettings({ edgesSnap: on })}
        >
          <Icon name={edgesSnap ? 'check' : 'magnet'} size={16} /> Snap to edges
        </ToggleButton>
        <p className={css.words}>What is drawn moves onto edges of the picture a few pixels away.</p>
        <Slider
          label="Brush hardness"
          value={hardness}
          min={0.1}
          max={1}
          step={0.05}
          format={(v) => `${Math.round(v * 100)} %`}
          onChange={(v) => app.updateSettings({ hardness: v })}
        />
      </div>
    </Popover>
  );
}

/** The options of the tool in hand. They lie over the edge of the stage: the bar keeps its height, whichever tool is chosen. */
function ToolOptions(): JSX.Element | null {
  const tool = useApp((s) => s.tool);
  const brush = BRUSH_TOOLS.includes(tool);
  const hand = HAND_TOOLS.includes(tool);
  if (!brush && !hand) return null;
  return (
    <fieldset className={css.options}>
      <legend className="visually-hidden">Options of the tool</legend>
      {brush ? <BrushSize /> : null}
      {hand ? <HandOptions /> : null}
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
          Keep
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
