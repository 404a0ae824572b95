/** The command palette: type a few letters, press Enter. */
import { type JSX, useMemo } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { useApp } from '../app-context.tsx';
import { type Command, type CommandGroup, readableKeys } from '../command.ts';
import { Icon } from '../kit/icons.tsx';
import { runCommand, useCommandContext, useCommands } from '../use-commands.ts';
import css from './Palette.module.css';

function grouped(commands: readonly Command[]): readonly (readonly [CommandGroup, readonly Command[]])[] {
  const groups = new Map<CommandGroup, Command[]>();
  for (const command of commands) {
    const list = groups.get(command.group) ?? [];
    list.push(command);
    groups.set(command.group, list);
  }
  return [...groups];
}

export function Palette(): JSX.Element {
  const context = useCommandContext();
  const commands = useCommands();
  const state = useApp((s) => s);
  const { contains } = useFilter({ sensitivity: 'base' });
  const groups = useMemo(
    () => grouped(commands.filter((c) => c.listed !== false && c.enabled(state))),
    [commands, state],
  );
  const close = (): void => context.app.store.set({ overlay: 'none' });

  return (
    <ModalOverlay
      isOpen
      isDismissable
      className={css.overlay ?? ''}
      onOpenChange={(open) => (open ? undefined : close())}
    >
      <Modal className={css.modal ?? ''}>
        <Dialog className={css.dialog ?? ''} aria-label="Find a command">
          <Autocomplete filter={(text, query) => query.split(/\s+/).every((word) => contains(text, word))}>
            <SearchField aria-label="Find a command" autoFocus className={css.search ?? ''}>
              <Icon name="search" />
              <Input className={css.input ?? ''} placeholder="What do you want to do?" />
            </SearchField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must scroll by keyboard too */}
            <section className={css.scroll} tabIndex={0} aria-label="Results">
              <ListBox
                className={css.list ?? ''}
                aria-label="Commands"
                selectionMode="none"
                onAction={(id) => {
                  close();
                  const command = commands.find((c) => c.id === id);
                  // The dialogue gives the focus back first, so that a command may take it.
                  if (command) setTimeout(() => runCommand(command, context));
                }}
                renderEmptyState={() => <p className={css.empty}>No command by that name.</p>}
              >
                {groups.map(([group, list]) => (
                  <ListBoxSection key={group} id={group} className={css.section ?? ''}>
                    <Header className={css.heading ?? ''}>{group}</Header>
                    {list.map((command) => (
                      <ListBoxItem
                        key={command.id}
                        id={command.id}
                        className={css.item ?? ''}
                        textValue={`${command.label} ${command.group} ${command.also ?? ''}`}
                      >
                        <span>{command.label}</span>
                        {command.keys ? <kbd>{readableKeys(command.keys)}</kbd> : null}
                      </ListBoxItem>
                    ))}
                  </ListBoxSection>
                ))}
              </ListBox>
            </section>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
