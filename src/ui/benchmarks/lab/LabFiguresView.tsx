/** Figures of a whole dataset with curve, classes and export. */
import type { JSX } from 'react';
import type { LabFigures } from '../../../contract/dataset-lab.ts';
import { figureUnit, isDefined } from '../../../core/metrics/metric-figures.ts';
import { Button } from '../../kit/Button.tsx';
import labCss from './Lab.module.css';
import { PrecisionRecall } from './RunCharts.tsx';
import { resampled } from './resampled-curve.ts';
import { figuresToCsv } from './run-figures.ts';

export function LabFiguresView(props: {
  readonly figures: LabFigures;
  readonly about: string;
  readonly problems?: readonly string[];
  readonly problemCount?: number;
  readonly fileName?: string;
  readonly save?: (blob: Blob, name: string) => void;
}): JSX.Element {
  const { figures, about, save, fileName = 'figures', problems = [], problemCount = 0 } = props;
  const [first] = Object.keys(figures.figures);
  const defined = figures.classes.filter((c) => isDefined(c.value));
  const curve = resampled(figures.curve);
  // boundary figures are published as 0.768, the others as 46.5
  const shown = (name: string, value: number, digits: number): string => {
    const unit = figureUnit(name);
    if (unit === 'share') return 'ODS' in figures.figures ? value.toFixed(digits + 2) : (value * 100).toFixed(digits);
    return unit === 'count' ? `${value}` : `${value.toFixed(2)} ${unit === 'pixels' ? 'px' : unit}`;
  };
  const inShares = defined.every((c) => figureUnit(c.name) === 'share');
  return (
    <div className={labCss.run}>
      <dl className={labCss.figures}>
        {Object.entries(figures.figures).map(([key, value]) => (
          <div key={key} className={labCss.figure}>
            <dt>{key}</dt>
            <dd title={String(value)}>
              {isDefined(value) ? shown(key, value, 2) : '–'}
              {key === first && figures.interval ? (
                <span>
                  95 % interval {shown(key, figures.interval.low, 1)} to {shown(key, figures.interval.high, 1)}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className={labCss.quiet}>{about}</p>
      {curve.length > 1 ? (
        <div className={labCss.charts}>
          <PrecisionRecall title="Precision over recall" curves={[{ threshold: null, precision: curve }]} />
        </div>
      ) : null}
      {problemCount > 0 ? (
        <details className={labCss.problems}>
          <summary>{problemCount} pictures or files were left out</summary>
          <ul>
            {problems.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {defined.length > 0 ? (
        <details>
          <summary>Each class</summary>
          <table className={labCss.worst}>
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col">{inShares ? '%' : 'Value'}</th>
                <th scope="col">
                  <span className="visually-hidden">As a bar</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {defined.map((c) => (
                <tr key={c.name}>
                  <th scope="row">{c.name}</th>
                  <td>{shown(c.name, c.value, 1)}</td>
                  <td className={labCss.barCell}>
                    {inShares ? <span className={labCss.classBar} style={{ width: `${c.value * 100}%` }} /> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ) : null}
      {save ? (
        <div className={labCss.actions}>
          <Button
            size="s"
            icon="download"
            onPress={() =>
              save(
                new Blob([JSON.stringify({ about, ...figures }, null, 1)], { type: 'application/json' }),
                `${fileName}.json`,
              )
            }
          >
            JSON, unrounded
          </Button>
          <Button
            size="s"
            icon="download"
            onPress={() => save(new Blob([figuresToCsv(figures)], { type: 'text/csv' }), `${fileName}.csv`)}
          >
            CSV
          </Button>
        </div>
      ) : null}
    </div>
  );
}
