/** The file of a composed cut-out, moved by dragging and made larger or smaller by the wheel; the sliders do the same by keys. */
import { type JSX, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { ComposeChoices } from './compose-choices.ts';
import css from './ExportDialog.module.css';

export interface FramedPreviewProps {
  readonly url: string;
  readonly alt: string;
  readonly value: ComposeChoices;
  readonly onChange: (value: ComposeChoices) => void;
}

const clamp = (v: number, least: number, most: number): number => Math.min(most, Math.max(least, v));

export function FramedPreview({ url, alt, value, onChange }: FramedPreviewProps): JSX.Element {
  const from = useRef<{ readonly px: number; readonly py: number; readonly x: number; readonly y: number } | null>(
    null,
  );
  const [held, setHeld] = useState(false);
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const element = image.current;
    const wheel = (e: WheelEvent): void => {
      // The dialogue does not scroll meanwhile.
      e.preventDefault();
      const scale = clamp(Math.round(100 * value.scale * Math.exp(-e.deltaY / 500)) / 100, 0.1, 4);
      if (scale !== value.scale) onChange({ ...value, scale });
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [value, onChange]);
  const down = (e: PointerEvent<HTMLImageElement>): void => {
    from.current = { px: e.clientX, py: e.clientY, x: value.x, y: value.y };
    e.currentTarget.setPointerCapture(e.pointerId);
    setHeld(true);
  };
  const move = (e: PointerEvent<HTMLImageElement>): void => {
    const start = from.current;
    if (!start) return;
    const { width, height } = e.currentTarget.getBoundingClientRect();
    const round = (v: number): number => clamp(Math.round(100 * v) / 100, -1, 1);
    const x = round(start.x + (e.clientX - start.px) / width);
    const y = round(start.y + (e.clientY - start.py) / height);
    if (x !== value.x || y !== value.y) onChange({ ...value, x, y });
  };
  const up = (): void => {
    from.current = null;
    setHeld(false);
  };
  return (
    <img
      ref={image}
      src={url}
      alt={alt}
      draggable={false}
      className={css.framed}
      data-held={held}
      data-testid="export-preview"
      title="Drag to move the object, turn the wheel to make it larger or smaller"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    />
  );
}
