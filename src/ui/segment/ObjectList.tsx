/** The list of objects: rows that can be dragged into another order, by pointer, touch or keyboard. */
import { type JSX, useMemo } from 'react';
import { GridList, useDragAndDrop } from 'react-aria-components';
import type { Size } from '../../core/geometry/space.ts';
import type { SegObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { announce } from '../kit/announce.ts';
import css from './ObjectPanel.module.css';
import { ObjectRow } from './ObjectRow.tsx';

export function ObjectList({
  objects,
  size,
}: {
  readonly objects: readonly SegObject[];
  readonly size: Size;
}): JSX.Element {
  const app = useServices();
  const activeId = useApp((s) => s.doc.activeId);
  const below = useMemo(() => new Map(objects.map((o, i) => [o.id, objects[i + 1] ?? null])), [objects]);
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': nameOf(objects, key) })),
    onReorder: ({ keys, target }) => {
      const [key] = keys;
      if (key === undefined || target.dropPosition === 'on') return;
      app.objects.place(String(key), target.dropPosition, String(target.key));
      announce(`${nameOf(objects, key)} moved`);
    },
  });
  return (
    <GridList
      className={css.list ?? ''}
      aria-label="Objects, the topmost first"
      items={objects}
      dependencies={[activeId, size, below]}
      keyboardNavigationBehavior="tab"
      dragAndDropHooks={dragAndDropHooks}
    >
      {(object) => (
        <ObjectRow object={object} below={below.get(object.id) ?? null} active={object.id === activeId} size={size} />
      )}
    </GridList>
  );
}

function nameOf(objects: readonly SegObject[], key: string | number): string {
  return objects.find((o) => o.id === key)?.name ?? '';
}
