/** How alike the answers are, pair by pair. */
import { type JSX, useState } from 'react';
import type { Agreement } from '../../core/compare/agreement.ts';
import { overlapMatrix } from '../../core/compare/overlap-matrix.ts';
import { Segmented } from '../kit/Segmented.tsx';
import css from './Compare.module.css';
import { laneLetter } from './layers.ts';

export function MatrixPanel({
  agreement,
  lanes,
}: {
  readonly agreement: Agreement;
  readonly lanes: readonly number[];
}): JSX.Element {
  const [measure, setMeasure] = useState<'iou' | 'dice'>('iou');
  const matrix = overlapMatrix(agreement)[measure];
  return (
    <section className={css.panel}>
      <header className={css.panelHead}>
        <h2>How alike</h2>
        <Segmented
          label="Measure"
          value={measure}
          options={[
            { value: 'iou', label: 'IoU' },
            { value: 'dice', label: 'Dice' },
          ]}
          onChange={setMeasure}
        />
      </header>
      <table className={css.matrix}>
        <thead>
          <tr>
            <td />
            {lanes.map((lane) => (
              <th key={lane} scope="col">
                {laneLetter(lane)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, i) => (
            <tr key={laneLetter(lanes[i] ?? 0)}>
              <th scope="row">{laneLetter(lanes[i] ?? 0)}</th>
              {row.map((value, j) => (
                <td
                  key={laneLetter(lanes[j] ?? 0)}
                  style={{ '--heat': `${Math.round(value * 60)}%` } as React.CSSProperties}
                >
                  {i === j ? '–' : value.toFixed(3)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.hint}>
        1 means the same mask.{' '}
        {measure === 'iou' ? 'IoU: shared area over joint area.' : 'Dice: twice the shared area over the sum of both.'}{' '}
        Measured on a {agreement.width} × {agreement.height} grid.
      </p>
    </section>
  );
}
