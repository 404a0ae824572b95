/** The steps in order with what is left after each; a step is opened by its name. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { SieveVerdict } from '../../../../core/mask/sieve.ts';
import { afterStep, EVERYTHING_STEPS, type EverythingStep } from '../../../../core/teach/everything-steps.ts';
import css from './Everything.module.css';

export function StepRail(props: {
  readonly step: EverythingStep;
  readonly verdicts: readonly SieveVerdict[];
  readonly points: number;
  readonly onStep: (step: EverythingStep) => void;
}): JSX.Element {
  const { step, verdicts, points, onStep } = props;
  const { t } = useTranslation('views');
  return (
    <ol className={css.rail} aria-label={t('everything.steps')}>
      {EVERYTHING_STEPS.map((id, i) => {
        const left = id === 'points' ? points : afterStep(verdicts, id).left.length;
        return (
          <li key={id}>
            <button
              type="button"
              className={css.step}
              aria-current={id === step ? 'step' : undefined}
              data-step={id}
              onClick={() => onStep(id)}
            >
              <span className={css.number} aria-hidden="true">
                {i + 1}
              </span>
              <span>{t(`everything.step.${id}`)}</span>
              <strong>{left}</strong>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
