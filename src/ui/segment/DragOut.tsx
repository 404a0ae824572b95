/** The handle by which an object's cut-out is dragged out of the page as a PNG file: to the desktop, or into another program. */
import { type DragEvent, type JSX, useEffect, useRef } from 'react';
import { isAborted } from '../../contract/errors.ts';
import type { SegObject } from '../../state/document.ts';
import { useApp, useServices } from '../app-context.tsx';
import { Icon } from '../kit/icons.tsx';
import css from './DragOut.module.css';
import { cutoutFile } from './hand-over.ts';

/** Marks what is dragged as coming from this page. */
const OWN = 'application/x-segment-cutout';

/** `DownloadURL` is known to browsers of the Chromium family alone, which are also the only ones with this object; a finger cannot drag out. */
export function canDragOut(): boolean {
  return 'userAgentData' in navigator && !matchMedia('(pointer: coarse)').matches;
}

/** Whether the data was dragged out of this page. */
export function comesFromHere(data: DataTransfer): boolean {
  return data.types.includes(OWN);
}

interface Ready {
  readonly file: File;
  readonly url: string;
}

/** For the pointer alone: keys save and copy by the menu and by Ctrl+C. */
export function DragOut({ object }: { readonly object: SegObject }): JSX.Element {
  const app = useServices();
  const edge = useApp((s) => s.doc.edge);
  const ready = useRef<Ready | null>(null);
  const making = useRef<ReturnType<typeof cutoutFile>>(null);
  const forget = (): void => {
    if (ready.current) URL.revokeObjectURL(ready.current.url);
    ready.current = null;
    making.current = null;
  };
  // The file is of the object as it was, and of the edge as it was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object or edge makes another file
  useEffect(() => forget, [object, edge]);
  const prepare = (): void => {
    if (making.current) return;
    const work = cutoutFile(app, [object]);
    making.current = work;
    work?.then(
      (made) => {
        if (making.current !== work) return;
        const { blob, name } = made;
        ready.current = { file: new File([blob], name, { type: blob.type }), url: URL.createObjectURL(blob) };
      },
      (thrown: unknown) => {
        if (making.current === work) making.current = null;
        if (!isAborted(thrown)) app.store.fail('export', thrown);
      },
    );
  };
  const start = (event: DragEvent): void => {
    event.stopPropagation();
    const { dataTransfer } = event;
    if (!ready.current) {
      // A drag must carry its file from its first moment.
      event.preventDefault();
      app.store.notify({ tone: 'info', title: 'The file is being made. Drag once more.', lasts: 3000 });
      prepare();
      return;
    }
    const { file, url } = ready.current;
    dataTransfer.effectAllowed = 'copy';
    dataTransfer.setData('DownloadURL', `${file.type}:${file.name.replaceAll(':', '-')}:${url}`);
    dataTransfer.setData(OWN, object.id);
    dataTransfer.items.add(file);
  };
  const end = (event: DragEvent): void => {
    event.stopPropagation();
    if (event.dataTransfer.dropEffect === 'none') return;
    app.leaving.saved('stage');
    const { name } = object;
    app.store.notify({ tone: 'good', title: `${name} dropped as a PNG`, lasts: 4000 });
  };
  return (
    <span
      className={css.handle}
      draggable
      aria-hidden="true"
      title={`Drag ${object.name} out of the page as a PNG`}
      data-testid="drag-out"
      onPointerEnter={prepare}
      onPointerDown={(e) => e.stopPropagation()}
      onDragStart={start}
      onDragEnd={end}
    >
      <Icon name="image" size={15} />
    </span>
  );
}
