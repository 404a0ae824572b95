/** Pixels per logit as bars on a root scale, since background outnumbers the rest; the threshold and its band stand out. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogitHistogram } from '../../../../core/teach/histogram.ts';
import { useFigures } from '../../format.ts';
import css from '../../Learn.module.css';
import own from './Histogram.module.css';

const WIDTH = 320;
const HEIGHT = 90;

export interface HistogramProps {
  readonly histogram: LogitHistogram;
  readonly threshold: number;
  readonly offset: number;
}

export function Histogram({ histogram, threshold, offset }: HistogramProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const { counts, low, high, total } = histogram;
  const x = (logit: number): number => ((Math.min(high, Math.max(low, logit)) - low) / (high - low)) * WIDTH;
  const top = Math.sqrt(Math.max(1, ...counts));
  const step = WIDTH / counts.length;
  const middle = (i: number): number => low + ((i + 0.5) / counts.length) * (high - low);
  const above = counts.reduce((sum, n, i) => (middle(i) > threshold ? sum + n : sum), 0) / Math.max(1, total);
  const first = counts.findIndex((n) => n > 0);
  const last = counts.findLastIndex((n) => n > 0);
  const words = t('views.logits.histogramText', {
    below: figures.percent(1 - above),
    above: figures.percent(above),
    low: figures.signed(middle(first)),
    high: figures.signed(middle(last)),
  });
  return (
    <figure>
      <svg
        className={css.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`}
        role="img"
        aria-label={`${t('views.logits.histogram')}: ${words}`}
      >
        <rect
          className={own.band}
          x={x(threshold - offset)}
          width={x(threshold + offset) - x(threshold - offset)}
          height={HEIGHT}
        />
        {counts.map((n, i) => {
          const height = (Math.sqrt(n) / top) * (HEIGHT - 4);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name
              key={i}
              className={own.bar}
              data-mask={middle(i) > threshold}
              x={i * step + 0.5}
              y={HEIGHT - height}
              width={step - 1}
              height={height}
            />
          );
        })}
        <line className={own.level} x1={x(threshold)} x2={x(threshold)} y1="0" y2={HEIGHT} />
        {[low, 0, high].map((tick) => (
          <text
            key={tick}
            x={x(tick)}
            y={HEIGHT + 12}
            textAnchor={tick === low ? 'start' : tick === high ? 'end' : 'middle'}
          >
            {tick === low ? `≤ ${figures.signed(tick)}` : tick === high ? `≥ ${figures.signed(tick)}` : '0'}
          </text>
        ))}
      </svg>
      <figcaption className={css.quiet}>{t('views.logits.histogram')}</figcaption>
    </figure>
  );
}
