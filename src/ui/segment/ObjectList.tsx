/** The list of objects: rows that can be dragged into another order, by pointer, touch or keyboard. */
import type { JSX } from 'react';
import { GridList, ListLayout, useDragAndDrop, Virtualizer } from 'react-aria-components';
import type { Size } from '../../core/geometry/space.ts';
import type { SegObject } from '../../state/document.ts';
import { useServices } from '../app-context.tsx';
import { announce } from '../kit/announce.ts';
import css from './ObjectPanel.module.css';
import { ObjectRow } from './ObjectRow.tsx';

/** A list of more objects scrolls by itself and holds only the rows in view: every row costs a few milliseconds a change. */
const LONG = 50;
/** Height of a row of a long list, CSS pixels. */
const ROW = 40;

export function ObjectList({
  objects,
  size,
}: {
  readonly objects: readonly SegObject[];
  readonly size: Size;
}): JSX.Element {
  const app = useServices();
  const isLong = objects.length > LONG;
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': nameOf(objects, key) })),
    onReorder: ({ keys, target }) => {
      const [key] = keys;
      if (key === undefined || target.dropPosition === 'on') return;
      app.objects.place(String(key), target.dropPosition, String(target.key));
      announce(`${nameOf(objects, key)} moved`);
    },
  });
  const list = (
    <GridList
      className={css.list ?? ''}
      data-long={isLong}
      aria-label="Objects, the topmost first"
      items={objects}
      dependencies={[size]}
      keyboardNavigationBehavior="tab"
      dragAndDropHooks={dragAndDropHooks}
    >
      {(object) => <ObjectRow object={object} size={size} />}
    </GridList>
  );
  if (!isLong) return list;
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW }}>
      {list}
    </Virtualizer>
  );
}

function nameOf(objects: readonly SegObject[], key: string | number): string {
  return objects.find((o) => o.id === key)?.name ?? '';
}
