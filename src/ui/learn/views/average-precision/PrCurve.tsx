/** Precision over recall: as it came, and made to fall steadily, read at 101 recalls. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApConstruction } from '../../../../core/teach/ap-steps.ts';
import { LineChart } from '../../plot/LineChart.tsx';
import { share } from '../../plot/numbers.ts';

const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

export function PrCurve({ built, used }: { readonly built: ApConstruction; readonly used: number }): JSX.Element {
  const { t } = useTranslation('views');
  const steps = built.steps.slice(0, used);
  const at = steps.at(-1);
  return (
    <div>
      <LineChart
        label={t('ap.curve', { ap: share(built.ap), threshold: built.threshold.toFixed(2) })}
        xName={t('ap.recall')}
        yName={t('ap.precision')}
        x={[0, 1]}
        y={[0, 1]}
        xTicks={TICKS}
        yTicks={TICKS}
        series={[
          { id: 'envelope', tone: 1, points: built.envelope.map((p, r) => [r / 100, p] as const) },
          { id: 'raw', tone: 0, dots: true, points: steps.map((s) => [s.recall, s.precision] as const) },
        ]}
        mark={at ? [at.recall, at.precision] : null}
      />
      <p>
        <small>{t('ap.curveText')}</small>
      </p>
    </div>
  );
}
