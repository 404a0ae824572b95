/** The upper edge of the panel below the stage: drag it, or use the arrow keys, to give the list more or less room. */
import { type JSX, type KeyboardEvent, type PointerEvent, useRef } from 'react';
import css from './PanelGrip.module.css';

const LEAST = 15;
const MOST = 75;
const STEP = 5;

const clamp = (share: number): number => Math.min(MOST, Math.max(LEAST, share));

export interface PanelGripProps {
  /** Most height of the panel, per cent of the window. */
  readonly share: number;
  readonly onChange: (share: number) => void;
}

export function PanelGrip({ share, onChange }: PanelGripProps): JSX.Element {
  const from = useRef<{ readonly y: number; readonly share: number } | null>(null);
  const down = (e: PointerEvent<HTMLDivElement>): void => {
    from.current = { y: e.clientY, share };
    e.currentTarget.setPointerCapture(e.pointerId);
  };
  const move = (e: PointerEvent<HTMLDivElement>): void => {
    const start = from.current;
    if (start) onChange(clamp(start.share + (100 * (start.y - e.clientY)) / window.innerHeight));
  };
  const key = (e: KeyboardEvent): void => {
    const by = e.key === 'ArrowUp' ? STEP : e.key === 'ArrowDown' ? -STEP : 0;
    if (by === 0) return;
    e.preventDefault();
    onChange(clamp(share + by));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      className={css.grip}
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the list of objects"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(share)}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
      onKeyDown={key}
    />
  );
}
