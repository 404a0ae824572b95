/** Keys and pointer gestures as tables, by group. */
import type { JSX } from 'react';
import { readableKeys } from '../command.ts';
import { useCommands } from '../use-commands.ts';
import css from './KeyTable.module.css';

interface Row {
  readonly keys: readonly string[];
  readonly label: string;
}

const POINTER: readonly Row[] = [
  { keys: ['Click'], label: 'Include what is here (or exclude, when the switch says so)' },
  { keys: ['Right click', 'Alt click', 'Long press'], label: 'The opposite of the switch' },
  { keys: ['Drag'], label: 'With the box tool: a box around the object' },
  { keys: ['Drag a point'], label: 'Move it' },
  { keys: ['Click a point'], label: 'Remove it' },
  { keys: ['Click'], label: 'With the hand: choose the object there, at the next click the one below it' },
  { keys: ['Wheel', 'Pinch'], label: 'Zoom to the pointer' },
  { keys: ['Space drag', 'Middle drag', 'Two fingers'], label: 'Move the picture' },
  { keys: ['Alt wheel'], label: 'From part to whole through the candidates' },
];

const STAGE: readonly Row[] = [
  { keys: ['←', '→', '↑', '↓'], label: 'Move the crosshair (with Shift: pixel by pixel; with Ctrl: move the view)' },
  { keys: ['Enter'], label: 'Include what is under the crosshair' },
  { keys: ['Shift Enter'], label: 'Exclude it' },
  { keys: ['B'], label: 'Start a box at the crosshair, end it at the next B' },
  { keys: ['Q', 'W'], label: 'From part to whole through the candidates' },
  { keys: ['+', '-'], label: 'Zoom in, zoom out' },
  { keys: ['0', '1'], label: 'Fit the picture, actual size' },
  { keys: ['Del'], label: 'Remove the prompt nearest to the crosshair' },
  { keys: ['Esc'], label: 'Give up the box, then leave the crosshair' },
  { keys: ['Tab'], label: 'Leave the picture' },
];

function Table({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }): JSX.Element {
  return (
    <section className={css.group}>
      <h3>{title}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.label} className={css.row}>
            <dt>{row.label}</dt>
            <dd>
              {row.keys.map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function KeyTable(): JSX.Element {
  const commands = useCommands();
  const groups = new Map<string, Row[]>();
  for (const { keys, group, label } of commands) {
    if (!keys) continue;
    groups.set(group, [...(groups.get(group) ?? []), { keys: [readableKeys(keys)], label }]);
  }
  return (
    <div className={css.columns}>
      <Table title="With the pointer" rows={POINTER} />
      <Table title="On the picture, by keyboard" rows={STAGE} />
      {[...groups].map(([group, rows]) => (
        <Table key={group} title={group} rows={rows} />
      ))}
    </div>
  );
}
