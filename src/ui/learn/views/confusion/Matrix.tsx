/** The matrix: rows are the truth, columns what was predicted; every cell is a button that shows its pixels. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiouFigures } from '../../../../core/metrics/miou.ts';
import { share } from '../../plot/numbers.ts';
import plot from '../../plot/Plot.module.css';
import { TableBox } from '../../plot/pieces.tsx';
import { classPaint } from './class-paint.ts';
import css from './Matrix.module.css';

export interface Cell {
  readonly truth: number;
  readonly prediction: number;
}

function Swatch({ index }: { readonly index: number }): JSX.Element | null {
  if (index === 0) return null;
  const { color, pattern } = classPaint(index - 1);
  const [r, g, b] = color.map((v) => Math.round(v * 255));
  return (
    <span
      className={plot.swatch}
      data-pattern={pattern}
      style={{ backgroundColor: `rgb(${r} ${g} ${b})` }}
      aria-hidden="true"
    />
  );
}

/** A part of a row as percent; small but not nothing is said so. */
function percent(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0';
  const value = (100 * part) / whole;
  return value < 0.1 ? '<0.1' : value.toFixed(value >= 10 ? 0 : 1);
}

export function Matrix(props: {
  readonly figures: MiouFigures;
  readonly names: readonly string[];
  readonly cell: Cell | null;
  readonly onCell: (cell: Cell | null) => void;
}): JSX.Element {
  const { figures, names, cell, onCell } = props;
  const { t } = useTranslation('views');
  const { confusion, perClass } = figures;
  return (
    <TableBox label={t('confusion.matrix')}>
      <table className={css.matrix} data-testid="confusion-matrix">
        <caption>{t('confusion.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('confusion.corner')}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                <span className={css.name}>{name}</span>
              </th>
            ))}
            <th scope="col">IoU</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <tr key={name}>
              <th scope="row">
                <span className={css.rowName}>
                  <Swatch index={row} />
                  {name}
                </span>
              </th>
              {names.map((other, column) => {
                const count = confusion.at(row, column);
                const whole = perClass[row]?.truthPixels ?? 0;
                const chosen = cell?.truth === row && cell.prediction === column;
                const strength = whole > 0 ? count / whole : 0;
                return (
                  <td key={other}>
                    <button
                      type="button"
                      className={css.cell}
                      data-right={row === column}
                      aria-pressed={chosen}
                      aria-label={t('confusion.cell', {
                        truth: name,
                        prediction: other,
                        count,
                        share: percent(count, whole),
                      })}
                      style={{
                        backgroundColor: `color-mix(in srgb, var(--cell) ${Math.round(100 * Math.sqrt(strength))}%, var(--c-surface))`,
                      }}
                      onClick={() => onCell(chosen ? null : { truth: row, prediction: column })}
                    >
                      {percent(count, whole)}
                    </button>
                  </td>
                );
              })}
              <td className={css.iou}>{share(perClass[row]?.iou)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
