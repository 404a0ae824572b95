/** The whole lesson on paper: every step with its text and task, the pictures, the sources. Not on screen. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../contract/lesson.ts';
import { Prose } from '../kit/Prose.tsx';
import { useSamples } from '../use-samples.ts';
import css from './PrintSheet.module.css';

export function PrintSheet({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const { t } = useTranslation('learn');
  const words = useTranslation('lessons').t;
  const samples = useSamples('silent'); // without them the sheet has no pictures
  const shown = [...new Set(lesson.steps.flatMap((s) => s.sample ?? []))];
  return (
    <div className={css.sheet} aria-hidden="true">
      <p className={css.title}>{words(`${lesson.id}.title`)}</p>
      <p className={css.summary}>{words(`${lesson.id}.summary`)}</p>
      <div className={css.pictures}>
        {shown.map((id) => {
          const sample = samples.find((s) => s.id === id);
          return sample ? (
            <figure key={id}>
              <img src={sample.thumbnail} alt="" loading="lazy" />
              <figcaption>
                {sample.name} ({sample.credit})
              </figcaption>
            </figure>
          ) : null;
        })}
      </div>
      {lesson.steps.map((step, i) => {
        const key = `${lesson.id}.steps.${step.id}`;
        return (
          <section key={step.id} className={css.step}>
            <p className={css.heading}>
              {i + 1}. {words(`${key}.title`)}
            </p>
            <Prose text={words(`${key}.text`)} />
            {step.task ? (
              <div className={css.task}>
                <b>{t('task')}:</b>
                <Prose text={words(`${key}.task`)} />
              </div>
            ) : null}
          </section>
        );
      })}
      <p className={css.heading}>{t('sources')}</p>
      <ul>
        {lesson.sources.map(({ title, url }) => (
          <li key={title}>
            {title}
            {url ? `, ${url}` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}
