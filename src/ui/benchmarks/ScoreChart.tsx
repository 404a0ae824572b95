/** Scores by year. Colour and shape tell the split; a hollow mark says that the figure is not an ordinary single pass. */
import { type JSX, useId } from 'react';
import type { CardMetric, CardResult } from '../../contract/cards.ts';
import { valueScale, yearScale } from './chart-scale.ts';
import { formatValue } from './results.ts';
import css from './ScoreChart.module.css';
import { useWidth } from './use-width.ts';
import { FLAG_WORDS } from './words.ts';

const HEIGHT = 230;
const LEFT = 44;
const RIGHT = 16;
const TOP = 22;
const BOTTOM = 26;
/** Pixels that the label of a year needs. */
const LABEL_ROOM = 44;

/** Marks of up to five splits, drawn around the origin. */
const SHAPES = [
  'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z',
  'M-4.5 -4.5h9v9h-9z',
  'M0 -6 5.6 4.2h-11.2z',
  'M0 -6.2 6.2 0 0 6.2-6.2 0z',
  'M-5.6 -4.2h11.2L0 6z',
] as const;

/** Circumstances that lift or lower a figure against a plain run of a model trained for the task. */
function isSpecial(result: CardResult): boolean {
  return result.flags.some((f) => f === 'test-time-augmentation' || f === 'multi-scale' || f === 'zero-shot');
}

function tipText(metric: CardMetric, result: CardResult): string {
  const flags = result.flags.map((f) => FLAG_WORDS[f].short).join(', ');
  return `${result.method}: ${formatValue(metric, result.value)} (${result.split}${result.year === undefined ? '' : `, ${result.year}`}${flags === '' ? '' : `; ${flags}`})`;
}

function Legend({ splits, special }: { readonly splits: readonly string[]; readonly special: boolean }): JSX.Element {
  return (
    <ul className={css.legend} aria-hidden="true">
      {splits.map((split, i) => (
        <li key={split}>
          <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
            <path className={css.mark} data-split={i % SHAPES.length} d={SHAPES[i % SHAPES.length]} />
          </svg>
          {split}
        </li>
      ))}
      {special ? (
        <li>
          <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
            <path className={css.mark} data-hollow="true" data-split="0" d={SHAPES[0]} />
          </svg>
          hollow: zero-shot, TTA or multi-scale
        </li>
      ) : null}
    </ul>
  );
}

export function ScoreChart(props: {
  readonly metric: CardMetric;
  readonly results: readonly CardResult[];
  readonly best: ReadonlySet<string>;
}): JSX.Element {
  const { metric, results, best } = props;
  const [ref, width] = useWidth<HTMLElement>();
  const titleId = useId();
  const scale = valueScale(results.map((r) => r.value));
  const splits = [...new Set(results.map((r) => r.split))];
  const years = yearScale(results, (width - LEFT - RIGHT) / LABEL_ROOM - 1);
  const at = (year: number | undefined): number => LEFT + (width - LEFT - RIGHT) * years.place(year);
  const x = (r: CardResult): number => at(r.year);
  const y = (v: number): number =>
    HEIGHT - BOTTOM - ((v - scale.from) / (scale.to - scale.from)) * (HEIGHT - TOP - BOTTOM);
  const leaders = results.filter((r) => best.has(r.id));
  const lead = leaders.reduce<CardResult | undefined>((a, b) => {
    if (a === undefined) return b;
    return (metric.better === 'lower' ? b.value < a.value : b.value > a.value) ? b : a;
  }, undefined);
  const labelled = results.filter((r) => r === lead || r.listed);
  const shape = (r: CardResult): number => splits.indexOf(r.split) % SHAPES.length;
  return (
    <figure className={css.figure} ref={ref}>
      <figcaption className={css.caption}>{metric.name} by year</figcaption>
      {width === 0 ? (
        <div style={{ height: HEIGHT }} />
      ) : (
        <svg width={width} height={HEIGHT} role="img" aria-labelledby={titleId}>
          <title id={titleId}>
            {`${metric.name} of ${results.length} results by year, on a scale from ${scale.from} to ${scale.to}. The table below holds the same figures.`}
          </title>
          {scale.ticks.map((tick) => (
            <g key={tick}>
              <line className={css.grid} x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text className={css.axis} x={LEFT - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                {tick}
              </text>
            </g>
          ))}
          {[...years.labels, ...(years.hasUnknown ? [undefined] : [])].map((year) => (
            <text key={year ?? 'none'} className={css.axis} x={at(year)} y={HEIGHT - 8} textAnchor="middle">
              {year ?? '?'}
            </text>
          ))}
          {results.map((r) => (
            <path
              key={r.id}
              className={css.mark}
              data-split={shape(r)}
              data-hollow={isSpecial(r)}
              data-weak={r.evidence === 'third-party'}
              d={SHAPES[shape(r)]}
              transform={`translate(${x(r)} ${y(r.value)})`}
            >
              <title>{tipText(metric, r)}</title>
            </path>
          ))}
          {labelled.map((r) => (
            <text
              key={r.id}
              className={css.label}
              x={x(r) + (x(r) > width * 0.6 ? -11 : 11)}
              y={y(r.value)}
              dy="0.32em"
              textAnchor={x(r) > width * 0.6 ? 'end' : 'start'}
            >
              {`${r.method.split(' (')[0] ?? r.method} ${formatValue(metric, r.value)}`}
            </text>
          ))}
        </svg>
      )}
      <Legend splits={splits} special={results.some(isSpecial)} />
    </figure>
  );
}
