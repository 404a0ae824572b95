/** Small charts of a run: IoU over clicks, objects by IoU, precision over recall. */
import { type JSX, useId } from 'react';
import css from './RunCharts.module.css';

const W = 280;
const H = 150;
const LEFT = 34;
const BOTTOM = 24;
const TOP = 8;
const x = (share: number): number => LEFT + share * (W - LEFT - 8);
const y = (share: number): number => H - BOTTOM - share * (H - BOTTOM - TOP);

function Frame(props: {
  readonly title: string;
  readonly described: string;
  readonly children: JSX.Element | readonly JSX.Element[];
  readonly shares?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <figure className={css.chart}>
      <figcaption>{props.title}</figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-labelledby={id}>
        <title id={id}>{props.described}</title>
        {(props.shares === false ? [0] : [0, 0.5, 1]).map((tick) => (
          <g key={tick}>
            <line className={css.grid} x1={LEFT} x2={W - 8} y1={y(tick)} y2={y(tick)} />
            <text className={css.axis} x={LEFT - 5} y={y(tick)} dy="0.32em" textAnchor="end">
              {tick === 0 ? '0' : `${tick * 100} %`}
            </text>
          </g>
        ))}
        {props.children}
      </svg>
    </figure>
  );
}

export function IouCurve({ values }: { readonly values: readonly number[] }): JSX.Element {
  const at = (i: number): number => x(values.length < 2 ? 0.5 : 0.04 + (i / (values.length - 1)) * 0.92);
  const words = values.map((v, i) => `${i + 1}: ${(v * 100).toFixed(1)} %`).join(', ');
  return (
    <Frame title="Mean IoU over clicks" described={`Mean IoU after each click. ${words}`}>
      <polyline className={css.line} points={values.map((v, i) => `${at(i)},${y(v)}`).join(' ')} />
      <g>
        {values.map((v, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is the number of the click
          <g key={i}>
            <circle className={css.dot} cx={at(i)} cy={y(v)} r="3" />
            <text className={css.axis} x={at(i)} y={H - 8} textAnchor="middle">
              {i + 1}
            </text>
          </g>
        ))}
      </g>
    </Frame>
  );
}

export function Histogram({ counts }: { readonly counts: readonly number[] }): JSX.Element {
  // room above the tallest bar for its number
  const most = Math.max(1, ...counts) * 1.12;
  const words = counts.map((n, i) => `${i * 10} to ${i * 10 + 10} %: ${n}`).join(', ');
  return (
    <Frame title="Objects by final IoU" described={`Number of objects by IoU. ${words}`} shares={false}>
      <g>
        {counts.map((n, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is the bin
          <g key={i}>
            <rect
              className={css.bar}
              x={x(i / 10) + 1}
              width={x(0.1) - x(0) - 2}
              y={y(n / most)}
              height={y(0) - y(n / most)}
            />
            {n > 0 ? (
              <text className={css.axis} x={x(i / 10 + 0.05)} y={Math.max(10, y(n / most) - 3)} textAnchor="middle">
                {n}
              </text>
            ) : null}
          </g>
        ))}
      </g>
      <g>
        {[0, 50, 100].map((tick) => (
          <text
            key={tick}
            className={css.axis}
            x={x(tick / 100)}
            y={H - 8}
            textAnchor={tick === 100 ? 'end' : 'middle'}
          >
            {tick} %
          </text>
        ))}
      </g>
    </Frame>
  );
}

export function PrecisionRecall(props: {
  readonly title?: string;
  /** `threshold` null: a curve without an IoU threshold. */
  readonly curves: readonly { readonly threshold: number | null; readonly precision: readonly number[] }[];
}): JSX.Element {
  const drawn = props.curves.filter((c) => c.precision.length > 1);
  return (
    <Frame
      title={props.title ?? 'Precision over recall, mean of the classes'}
      described={drawn
        .map(
          (c) =>
            `${c.threshold === null ? '' : `At IoU ${c.threshold}: `}Precision ${((c.precision[0] ?? 0) * 100).toFixed(0)} % at recall 0, ${((c.precision[50] ?? 0) * 100).toFixed(0)} % at recall 50 %.`,
        )
        .join(' ')}
    >
      <g>
        {drawn.map((c, n) => (
          <polyline
            key={c.threshold}
            className={n === 0 ? css.line : css.second}
            points={c.precision.map((p, i) => `${x(i / (c.precision.length - 1))},${y(p)}`).join(' ')}
          />
        ))}
      </g>
      <g>
        {drawn.map((c, n) => (
          <text
            key={c.threshold}
            className={n === 0 ? css.key : css.secondKey}
            x={W - 12}
            y={TOP + 12 + n * 14}
            textAnchor="end"
          >
            {c.threshold === null ? '' : `IoU ${c.threshold.toFixed(2)}`}
          </text>
        ))}
      </g>
      <g>
        {[0, 50, 100].map((tick) => (
          <text
            key={tick}
            className={css.axis}
            x={x(tick / 100)}
            y={H - 8}
            textAnchor={tick === 100 ? 'end' : 'middle'}
          >
            {tick} %
          </text>
        ))}
      </g>
    </Frame>
  );
}
