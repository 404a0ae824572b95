/** What the colours of a map mean, from low to high. */
import type { JSX } from 'react';
import { type RampName, rampColor } from '../../core/color/palette.ts';
import css from './Learn.module.css';

export interface RampLegendProps {
  readonly ramp: RampName;
  readonly low: string;
  readonly high: string;
}

export function RampLegend({ ramp, low, high }: RampLegendProps): JSX.Element {
  const stops = Array.from({ length: 9 }, (_, i) => rampColor(ramp, i / 8)).join(', ');
  return (
    <div className={css.ramp}>
      <span>{low}</span>
      <span aria-hidden="true" style={{ background: `linear-gradient(to right, ${stops})` }} />
      <span>{high}</span>
    </div>
  );
}
