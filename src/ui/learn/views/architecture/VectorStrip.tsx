/** A vector as bars around zero. */
import type { JSX } from 'react';
import css from './Architecture.module.css';

const HEIGHT = 48;

export function VectorStrip({ values, label }: { readonly values: Float32Array; readonly label: string }): JSX.Element {
  const most = values.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-9);
  return (
    <svg
      className={css.strip}
      viewBox={`0 0 ${values.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {Array.from(values, (v, i) => {
        const size = (Math.abs(v) / most) * (HEIGHT / 2);
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry of a vector has no name but its place
        return <rect key={i} x={i + 0.1} width="0.8" y={v >= 0 ? HEIGHT / 2 - size : HEIGHT / 2} height={size} />;
      })}
      <line x1="0" x2={values.length} y1={HEIGHT / 2} y2={HEIGHT / 2} />
    </svg>
  );
}
