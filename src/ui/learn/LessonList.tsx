/** All lessons with what one learns, how long it takes and, where wanted, how far one got. */
import type { JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Lesson } from '../../contract/lesson.ts';
import type { Sample } from '../../state/deps.ts';
import { Icon } from '../kit/icons.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { LANGUAGES } from './i18n.ts';
import { useLanguage } from './LearnTexts.tsx';
import css from './LessonList.module.css';
import type { ProgressKeeper } from './use-progress.ts';

interface CardProps {
  readonly lesson: Lesson;
  readonly number: number;
  readonly sample: Sample | undefined;
  readonly done: readonly string[];
}

function LessonCard({ lesson, number, sample, done }: CardProps): JSX.Element {
  const { t } = useTranslation('learn');
  const words = useTranslation('lessons').t;
  const finished = lesson.steps.filter((s) => done.includes(s.id)).length;
  const all = finished === lesson.steps.length;
  const first = lesson.steps.find((s) => !done.includes(s.id)) ?? lesson.steps[0];
  return (
    <li className={css.card}>
      {sample ? <img className={css.picture} src={sample.thumbnail} alt="" loading="lazy" /> : null}
      <div className={css.body}>
        <h2 className={css.title}>
          <Link href={`/learn/${lesson.id}/${first?.id ?? ''}`} className={css.link ?? ''}>
            {number}. {words(`${lesson.id}.title`)}
          </Link>
        </h2>
        <p>{words(`${lesson.id}.summary`)}</p>
        <p className={css.facts}>
          <span>{t('minutes', { count: lesson.minutes })}</span>
          <span>{t('steps', { count: lesson.steps.length })}</span>
          {finished > 0 ? (
            <span className={css.done}>
              {all ? <Icon name="check" size={15} /> : null}
              {all ? t('done') : `${finished}/${lesson.steps.length}`}
            </span>
          ) : null}
        </p>
        {finished > 0 ? (
          <ProgressBar label={words(`${lesson.id}.title`)} share={finished / lesson.steps.length} />
        ) : null}
      </div>
    </li>
  );
}

export interface LessonListProps {
  readonly lessons: readonly Lesson[];
  readonly samples: readonly Sample[];
  readonly keeper: ProgressKeeper;
}

export function LessonList({ lessons, samples, keeper }: LessonListProps): JSX.Element {
  const { t } = useTranslation('learn');
  const { language, choose } = useLanguage();
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.words}>
          <h1>{t('title')}</h1>
          <p className={css.lead}>{t('lead')}</p>
        </div>
        <Segmented
          label={t('language')}
          value={language}
          options={LANGUAGES.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={choose}
        />
      </header>
      <ol className={css.grid}>
        {lessons.map((lesson, i) => (
          <LessonCard
            key={lesson.id}
            lesson={lesson}
            number={i + 1}
            sample={samples.find((s) => s.id === lesson.steps[0]?.sample)}
            done={keeper.progress[lesson.id] ?? []}
          />
        ))}
        <li className={css.card} data-kind="explore">
          <span className={css.sign}>
            <Icon name="layers" size={34} />
          </span>
          <div className={css.body}>
            <h2 className={css.title}>
              <Link href="/learn/explore" className={css.link ?? ''}>
                {t('explore.card')}
              </Link>
            </h2>
            <p>{t('explore.cardText')}</p>
          </div>
        </li>
        <li className={css.card} data-kind="tasks">
          <span className={css.sign}>
            <Icon name="sparkle" size={34} />
          </span>
          <div className={css.body}>
            <h2 className={css.title}>
              <Link href="/tasks" className={css.link ?? ''}>
                {t('tasksCard.title')}
              </Link>
            </h2>
            <p>{t('tasksCard.text')}</p>
          </div>
        </li>
      </ol>
      <label className={css.keep}>
        <input type="checkbox" checked={keeper.kept} onChange={(event) => keeper.keep(event.target.checked)} />
        {t('keepProgress')}
      </label>
    </div>
  );
}
