/** The bookkeeping of AP: one row a prediction, from the highest score down. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApConstruction } from '../../../../core/teach/ap-steps.ts';
import { share } from '../../plot/numbers.ts';
import css from '../../plot/Plot.module.css';
import { TableBox } from '../../plot/pieces.tsx';
import own from './StepTable.module.css';

export function StepTable(props: {
  readonly built: ApConstruction;
  readonly used: number;
  readonly names: readonly string[];
  readonly nameOf: (prediction: number) => string;
  readonly onUse: (used: number) => void;
}): JSX.Element {
  const { built, used, names, nameOf, onUse } = props;
  const { t } = useTranslation('views');
  return (
    <TableBox label={t('ap.table')} tall>
      <table className={css.table} data-testid="ap-table">
        <thead>
          <tr>
            <th scope="col">{t('ap.prediction')}</th>
            <th scope="col">{t('ap.score')}</th>
            <th scope="col">{t('ap.overlap')}</th>
            <th scope="col">{t('ap.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {built.steps.map((step, k) => (
            <tr key={step.detection} data-current={k === used - 1} data-past={k >= used}>
              <th scope="row">
                <button
                  type="button"
                  className={own.pick}
                  aria-current={k === used - 1 ? 'step' : undefined}
                  onClick={() => onUse(k + 1)}
                >
                  {nameOf(step.detection)}
                </button>
              </th>
              <td>{share(step.score)}</td>
              <td>{share(step.iou)}</td>
              <td>{step.truth >= 0 ? t('ap.isHit', { thing: names[step.truth] ?? '' }) : t('ap.isMiss')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
