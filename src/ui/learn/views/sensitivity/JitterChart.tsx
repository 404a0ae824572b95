/** IoU of each answer over how far its box was off. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { type JitteredBox, summarise } from '../../../../core/teach/sensitivity.ts';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import own from './JitterChart.module.css';

const WIDTH = 320;
const HEIGHT = 140;
const LEFT = 28;

export interface JitterChartProps {
  readonly boxes: readonly JitteredBox[];
  /** IoU by box; null where not tried yet. */
  readonly values: readonly (number | null)[];
}

export function JitterChart({ boxes, values }: JitterChartProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const shares = [...new Set(boxes.map((b) => b.share))];
  const x = (share: number): number => LEFT + ((shares.indexOf(share) + 0.5) / shares.length) * (WIDTH - LEFT);
  const y = (iou: number): number => 6 + (1 - iou) * (HEIGHT - 12);
  const rows = shares.map((share) => {
    const tried = values.filter((value, i): value is number => value !== null && boxes[i]?.share === share);
    return { share, summary: summarise(tried, 0.7) };
  });
  const words = rows
    .filter(({ summary }) => summary !== null)
    .map(
      ({ share, summary }) =>
        `${share === 0 ? t('views.sensitivity.exact') : `± ${figures.percent(share)}`}: ${figures.ratio(summary?.median ?? 0)}`,
    )
    .join('; ');
  return (
    <svg
      className={css.chart}
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`}
      role="img"
      aria-label={`${t('views.sensitivity.chart')}. ${words}`}
    >
      {[0, 0.5, 1].map((tick) => (
        <g key={tick}>
          <line className={own.grid} x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 3} textAnchor="end">
            {figures.ratio(tick)}
          </text>
        </g>
      ))}
      {rows.map(({ share, summary }) => (
        <g key={share}>
          <text x={x(share)} y={HEIGHT + 12} textAnchor="middle">
            {share === 0 ? t('views.sensitivity.exact') : `± ${figures.percent(share)}`}
          </text>
          {summary ? (
            <line
              className={own.median}
              x1={x(share) - 14}
              x2={x(share) + 14}
              y1={y(summary.median)}
              y2={y(summary.median)}
            />
          ) : null}
        </g>
      ))}
      {boxes.map((box, i) => {
        const value = values[i] ?? null;
        if (value === null) return null;
        // Dots of one column stand beside each other, in the order in which they were tried.
        const nth = boxes.slice(0, i).filter((b) => b.share === box.share).length;
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of a plan is fixed
        return <circle key={i} className={own.dot} cx={x(box.share) + (nth - 2.5) * 4} cy={y(value)} r="3.5" />;
      })}
    </svg>
  );
}
