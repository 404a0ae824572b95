/** The line between two stages that lie over each other: dragged with mouse or finger, moved by keys. */
import type { JSX, KeyboardEvent, PointerEvent } from 'react';
import css from './SwipeDivider.module.css';

export interface SwipeDividerProps {
  readonly label: string;
  /** Where the line is, per cent of the width from the left, 0 to 100. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -100,
  End: 100,
};

const limited = (value: number): number => Math.min(100, Math.max(0, Math.round(value)));

/** Stands in a positioned element, whose width it divides. */
export function SwipeDivider({ label, value, onChange }: SwipeDividerProps): JSX.Element {
  const drag = (e: PointerEvent<HTMLElement>): void => {
    const room = e.currentTarget.offsetParent?.getBoundingClientRect();
    if (room && room.width > 0) onChange(limited((100 * (e.clientX - room.left)) / room.width));
  };
  const step = (e: KeyboardEvent): void => {
    const by = STEPS[e.key];
    if (by === undefined || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation();
    onChange(limited(value + (e.shiftKey ? 10 * by : by)));
  };
  return (
    <div
      className={css.divider}
      style={{ left: `${value}%` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      aria-valuetext={`${value} %`}
      onPointerDown={(e) => {
        if (e.button !== 0) return;
        e.currentTarget.setPointerCapture(e.pointerId);
        e.currentTarget.focus({ preventScroll: true });
      }}
      onPointerMove={(e) => {
        if (e.currentTarget.hasPointerCapture(e.pointerId)) drag(e);
      }}
      onKeyDown={step}
    >
      <span className={css.handle} />
    </div>
  );
}
