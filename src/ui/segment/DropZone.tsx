/** Takes pictures that are dropped or pasted anywhere in the place. */
import { type DragEvent, type JSX, type ReactNode, useEffect, useState } from 'react';
import { useServices } from '../app-context.tsx';
import { comesFromHere } from './DragOut.tsx';
import css from './DropZone.module.css';
import { openTransfer } from './picture-input.ts';

export function DropZone({ children }: { readonly children: ReactNode }): JSX.Element {
  const app = useServices();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const { target, clipboardData } = event;
      if (!clipboardData || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
      void openTransfer(app, clipboardData);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [app]);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    // What came out of this very page is no new picture.
    if (!comesFromHere(event.dataTransfer)) void openTransfer(app, event.dataTransfer);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for dropping; buttons and keys open pictures too
    <div
      className={css.zone}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!comesFromHere(event.dataTransfer));
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget))
          setOver(false);
      }}
      onDrop={drop}
    >
      {children}
      {over ? <p className={css.hint}>Drop to open: pictures, a folder, a project</p> : null}
    </div>
  );
}
