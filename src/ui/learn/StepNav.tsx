/** The steps of a lesson as a row of numbers: where one is, what was done. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Lesson } from '../../contract/lesson.ts';
import type { Progress } from '../../state/learn/progress.ts';
import css from './Lesson.module.css';

export interface StepNavProps {
  readonly lesson: Lesson;
  readonly current: number;
  readonly progress: Progress;
}

export function StepNav({ lesson, current, progress }: StepNavProps): JSX.Element {
  const { t } = useTranslation('learn');
  const words = useTranslation('lessons').t;
  const done = progress[lesson.id] ?? [];
  return (
    <nav aria-label={t('stepNav')}>
      <ol className={css.steps}>
        {lesson.steps.map((step, i) => (
          <li key={step.id}>
            <Link
              href={`/learn/${lesson.id}/${step.id}`}
              className={css.step ?? ''}
              data-done={done.includes(step.id)}
              aria-current={i === current ? 'step' : undefined}
              aria-label={`${i + 1}. ${words(`${lesson.id}.steps.${step.id}.title`)}${done.includes(step.id) ? `, ${t('done')}` : ''}`}
            >
              {i + 1}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
