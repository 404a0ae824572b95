/** The tools of a small window: one row, or one column where height is short. */
import type { JSX } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { readableKeys } from '../command.ts';
import { IconButton, IconToggle } from '../kit/IconButton.tsx';
import { Icon, type IconName } from '../kit/icons.tsx';
import { Menu, type MenuEntry } from '../kit/Menu.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { useLow, useTouch } from '../kit/use-media.ts';
import { runCommand, useCommandContext } from '../use-commands.ts';
import css from './CompactToolbar.module.css';
import { SEGMENT_COMMANDS, TOOL_COMMANDS } from './commands.ts';
import { inWords } from './pointing-words.ts';

type Group = readonly (readonly [id: string, icon?: IconName])[];

/** What the menu of everything else offers; a line between the groups. */
const MORE: readonly Group[] = [
  [['object.new', 'plus'], ['find.everything', 'sparkle'], ['find.similar', 'search'], ['picture.import']],
  [
    ['cutout.copy', 'copy'],
    ['cutout.save', 'download'],
    ['cutout.share', 'link'],
  ],
  [
    ['view.overlay', 'fill'],
    ['view.outline', 'outline'],
    ['view.cutout', 'scissors'],
    ['view.fit', 'fit'],
    ['view.actual'],
    ['view.in', 'plus'],
    ['view.out', 'minus'],
  ],
  [
    ['picture.open', 'open'],
    ['project.save', 'save'],
    ['link.copy', 'link'],
    ['session.open', 'lock'],
    ['picture.close', 'close'],
  ],
];

function MoreMenu({ placement }: { readonly placement: 'top end' | 'bottom start' }): JSX.Element {
  const context = useCommandContext();
  const entries = (): readonly MenuEntry[] =>
    MORE.flatMap((group, i): readonly MenuEntry[] => {
      const commands = group.flatMap(([id, icon]): readonly MenuEntry[] => {
        const command = SEGMENT_COMMANDS.find((c) => c.id === id);
        if (!command) return [];
        const { label, enabled } = command;
        const run = (): void => runCommand(command, context);
        return [{ id, label, ...(icon ? { icon } : {}), disabled: !enabled(context.app.store.state), run }];
      });
      return i === 0 ? commands : [{ id: `line-${i}`, separator: true }, ...commands];
    });
  return (
    <Menu
      label="More"
      placement={placement}
      trigger={<IconButton icon="more" label="More" tip="top" />}
      entries={entries}
    />
  );
}

/** Every tool side by side where they have room, else the one in hand, which opens the others. */
function Tools(): JSX.Element {
  const context = useCommandContext();
  const tool = useApp((s) => s.tool);
  const touch = useTouch();
  const low = useLow();
  const inHand = TOOL_COMMANDS.find((c) => c.tool === tool);
  return (
    <>
      <fieldset className={css.row}>
        <legend className="visually-hidden">Tools</legend>
        {TOOL_COMMANDS.map((command) => (
          <IconToggle
            key={command.id}
            icon={command.tool}
            label={inWords(command.label, touch)}
            keys={readableKeys(command.keys ?? '')}
            tip="top"
            isSelected={tool === command.tool}
            onChange={() => runCommand(command, context)}
          />
        ))}
      </fieldset>
      <span className={css.pick}>
        <Menu
          label="Tools"
          placement={low ? 'bottom start' : 'top start'}
          trigger={
            <IconButton
              icon={tool}
              label={`Tools, now ${inWords(inHand?.label ?? tool, touch)}`}
              tip={low ? 'right' : 'top'}
            >
              <span className={css.sign}>
                <Icon name="chevron" size={11} />
              </span>
            </IconButton>
          }
          entries={TOOL_COMMANDS.map((command) => ({
            id: command.id,
            label: inWords(command.label, touch),
            icon: command.tool,
            run: () => runCommand(command, context),
          }))}
        />
      </span>
    </>
  );
}

export function CompactToolbar(): JSX.Element {
  const app = useServices();
  const label = useApp((s) => s.label);
  const undo = useApp((s) => s.history.undo);
  const redo = useApp((s) => s.history.redo);
  const some = useApp((s) => s.doc.objects.length > 0);
  const touch = useTouch();
  const low = useLow();
  const tip = low ? 'right' : 'top';
  return (
    <div className={css.bar}>
      <Tools />
      <span className={css.label}>
        <Segmented
          compact
          label={inWords('What a click says', touch)}
          value={label}
          options={[
            { value: 'include', label: 'Include', icon: 'plus', tone: 'include' },
            { value: 'exclude', label: 'Exclude', icon: 'minus', tone: 'exclude' },
          ]}
          onChange={(next) => app.store.set({ label: next })}
        />
      </span>
      <IconButton
        icon="undo"
        label={undo ? `Undo: ${undo}` : 'Undo'}
        tip={tip}
        isDisabled={undo === null}
        onPress={() => app.undo()}
      />
      <IconButton
        icon="redo"
        label={redo ? `Redo: ${redo}` : 'Redo'}
        tip={tip}
        isDisabled={redo === null}
        onPress={() => app.redo()}
      />
      <span className={css.gap} />
      <MoreMenu placement={low ? 'bottom start' : 'top end'} />
      <span className={css.export}>
        <IconButton
          icon="download"
          label="Export"
          tip={tip}
          isDisabled={!some}
          onPress={() => app.store.set({ overlay: 'export' })}
        />
      </span>
    </div>
  );
}
