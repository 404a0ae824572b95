/** One object in the list: colour, name, share of the picture, and what can be done with it. */
import { type JSX, useState } from 'react';
import { Button as AriaButton, GridListItem } from 'react-aria-components';
import { instanceColor } from '../../core/color/palette.ts';
import type { Size } from '../../core/geometry/space.ts';
import type { App } from '../../state/app.ts';
import type { SegObject } from '../../state/document.ts';
import { objectShare } from '../../state/object-mask.ts';
import { useApp, useServices } from '../app-context.tsx';
import { formatShare } from '../format.ts';
import { IconButton } from '../kit/IconButton.tsx';
import { Icon } from '../kit/icons.tsx';
import { Menu, type MenuEntry } from '../kit/Menu.tsx';
import { canDragOut, DragOut } from './DragOut.tsx';
import css from './ObjectPanel.module.css';
import { refineWithClicks, takesMask } from './refine-with-clicks.ts';

interface RowProps {
  readonly object: SegObject;
  readonly size: Size;
}

function NameField({ object, onDone }: { readonly object: SegObject; readonly onDone: () => void }): JSX.Element {
  const app = useServices();
  const [name, setName] = useState(object.name);
  const finish = (keep: boolean): void => {
    if (keep) app.objects.rename(object.id, name);
    onDone();
  };
  return (
    <input
      className={css.rename}
      aria-label={`Name of ${object.name}`}
      value={name}
      maxLength={120}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename
      autoFocus
      onFocus={(e) => e.target.select()}
      onChange={(e) => setName(e.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') finish(true);
        if (e.key === 'Escape') finish(false);
      }}
    />
  );
}

/** A menu of the other objects, for what is done with two. */
function withOthers(
  id: string,
  label: string,
  others: readonly SegObject[],
  run: (other: string) => void,
): Extract<MenuEntry, { entries: unknown }> {
  return {
    id,
    label: `${label}…`,
    entries: others.map((o) => ({ id: `${id} ${o.id}`, label: o.name, run: () => run(o.id) })),
  };
}

function entriesOf(app: App, object: SegObject, rename: () => void): readonly MenuEntry[] {
  const { objects, store } = app;
  const { state } = store;
  const { id } = object;
  const others = state.doc.objects.filter((o) => o.id !== id);
  return [
    { id: 'rename', label: 'Rename', run: rename },
    { id: 'duplicate', label: 'Duplicate', icon: 'copy', run: () => objects.duplicate(id) },
    { id: 'up', label: 'Move up', icon: 'up', run: () => objects.move(id, -1) },
    { id: 'down', label: 'Move down', icon: 'down', run: () => objects.move(id, 1) },
    {
      id: 'lock',
      label: object.locked ? 'Unlock' : 'Lock',
      icon: object.locked ? 'unlock' : 'lock',
      run: () => objects.setLocked(id, !object.locked),
    },
    { id: 'line', separator: true },
    {
      id: 'refine-with-clicks',
      label: 'Edit the mask with clicks',
      icon: 'point',
      disabled: !takesMask(state, object),
      run: () => refineWithClicks(app, object),
    },
    {
      id: 'invert',
      label: 'Invert: all but this',
      disabled: object.locked,
      run: () => objects.invert(id),
    },
    ...(others.length > 0 && !object.locked
      ? [
          {
            ...withOthers('merge', 'Merge with', others, (o) => objects.combine(id, o, 'unite')),
            icon: 'layers' as const,
          },
          withOthers('subtract', 'Subtract', others, (o) => objects.combine(id, o, 'subtract')),
          withOthers('intersect', 'Keep only what it shares with', others, (o) => objects.combine(id, o, 'intersect')),
        ]
      : []),
    { id: 'line-2', separator: true },
    {
      id: 'delete',
      label: 'Delete',
      icon: 'trash',
      danger: true,
      disabled: object.locked,
      run: () => objects.remove(id),
    },
  ];
}

export function ObjectRow({ object, size }: RowProps): JSX.Element {
  const app = useServices();
  const { objects } = app;
  const active = useApp((state) => state.doc.activeId === object.id);
  const [renaming, setRenaming] = useState(false);
  const { id } = object;
  return (
    <GridListItem
      id={id}
      textValue={object.name}
      className={css.row ?? ''}
      data-active={active}
      data-hidden={!object.visible}
    >
      <AriaButton slot="drag" className={css.grip ?? ''} aria-label={`Drag ${object.name}`}>
        <Icon name="grip" size={15} />
      </AriaButton>
      <span className={css.swatch} style={{ background: instanceColor(object.color) }} />
      {renaming ? (
        <NameField object={object} onDone={() => setRenaming(false)} />
      ) : (
        <button
          type="button"
          className={css.name}
          aria-pressed={active}
          onClick={() => objects.activate(active ? null : id)}
          onDoubleClick={() => setRenaming(true)}
        >
          {object.name}
          {object.locked ? <span className="visually-hidden">, locked</span> : null}
        </button>
      )}
      <span className={css.share}>{formatShare(objectShare(object, size))}</span>
      {canDragOut() ? <DragOut object={object} /> : null}
      <IconButton
        size="s"
        icon={object.visible ? 'eye' : 'eye-off'}
        label={object.visible ? `Hide ${object.name}` : `Show ${object.name}`}
        onPress={() => objects.setVisible(id, !object.visible)}
      />
      <Menu
        label={`Actions for ${object.name}`}
        trigger={<IconButton size="s" icon="more" label={`More for ${object.name}`} />}
        entries={() => entriesOf(app, object, () => setRenaming(true))}
      />
    </GridListItem>
  );
}
