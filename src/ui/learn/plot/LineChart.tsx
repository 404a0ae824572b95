/** A small line chart; what it shows must also stand beside it in words or in a table. */
import type { JSX } from 'react';
import css from './Plot.module.css';

export interface Series {
  readonly id: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** 0 and 1 are told apart in every kind of colour vision; 2 is a quiet grey. */
  readonly tone: 0 | 1 | 2;
  readonly dashed?: boolean;
  readonly dots?: boolean;
}

export interface LineChartProps {
  /** Spoken name with the main finding. */
  readonly label: string;
  readonly xName: string;
  readonly yName: string;
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly series: readonly Series[];
  /** A ring around where one is. */
  readonly mark?: readonly [x: number, y: number] | null;
}

const WIDTH = 340;
const HEIGHT = 190;
const LEFT = 48;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 36;

const TONES = [css.tone0, css.tone1, css.tone2] as const;

export function LineChart(props: LineChartProps): JSX.Element {
  const { x, y } = props;
  const px = (v: number): number => LEFT + ((v - x[0]) / (x[1] - x[0] || 1)) * (WIDTH - LEFT - RIGHT);
  const py = (v: number): number => HEIGHT - BOTTOM - ((v - y[0]) / (y[1] - y[0] || 1)) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure className={css.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={props.label}>
        {props.yTicks.map((v) => (
          <g key={v}>
            <line className={css.gridline} x1={LEFT} x2={WIDTH - RIGHT} y1={py(v)} y2={py(v)} />
            <text className={css.tick} x={LEFT - 6} y={py(v) + 4} textAnchor="end">
              {v}
            </text>
          </g>
        ))}
        {props.xTicks.map((v) => (
          <text key={v} className={css.tick} x={px(v)} y={HEIGHT - BOTTOM + 15} textAnchor="middle">
            {v}
          </text>
        ))}
        <line className={css.axis} x1={LEFT} x2={WIDTH - RIGHT} y1={py(y[0])} y2={py(y[0])} />
        <text className={css.axisName} x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
          {props.xName}
        </text>
        <text
          className={css.axisName}
          transform={`translate(10 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {props.yName}
        </text>
        {props.series.map((s) => (
          <g key={s.id} className={TONES[s.tone]}>
            <polyline
              className={css.line}
              data-dashed={s.dashed ?? false}
              points={s.points.map(([a, b]) => `${px(a).toFixed(2)},${py(b).toFixed(2)}`).join(' ')}
            />
            {s.dots
              ? s.points.map(([a, b]) => <circle key={`${a} ${b}`} className={css.dot} cx={px(a)} cy={py(b)} r="3.5" />)
              : null}
          </g>
        ))}
        {props.mark ? <circle className={css.mark} cx={px(props.mark[0])} cy={py(props.mark[1])} r="6" /> : null}
      </svg>
    </figure>
  );
}
