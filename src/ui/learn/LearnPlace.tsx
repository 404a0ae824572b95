/** The place to learn how segmentation models work: lessons, and every view on any picture. */
import { type JSX, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Lesson } from '../../contract/lesson.ts';
import type { Sample } from '../../state/deps.ts';
import { parseLearnAddress } from '../../state/learn/link.ts';
import { Button } from '../kit/Button.tsx';
import { useSamples } from '../use-samples.ts';
import { ExplorePage } from './ExplorePage.tsx';
import css from './Learn.module.css';
import { LearnTexts } from './LearnTexts.tsx';
import { LessonList } from './LessonList.tsx';
import { LessonPage } from './LessonPage.tsx';
import { useLessons } from './lessons.ts';
import { useLessonApp } from './use-lesson-app.ts';
import { useProgress } from './use-progress.ts';

export default function LearnPlace(): JSX.Element {
  return (
    <LearnTexts>
      <Pages />
    </LearnTexts>
  );
}

function Pages(): JSX.Element {
  const { t } = useTranslation('learn');
  const { state, retry } = useLessons();
  const samples = useSamples();
  const keeper = useProgress();
  const [path] = useLocation();
  // The query is gone from the path; it is read once, when the place opens.
  const [arrived] = useState(() => parseLearnAddress(location.hash));
  const { lesson: name, step: word } = parseLearnAddress(path);
  if (state.phase === 'loading') {
    return (
      <p className={css.message} role="status">
        {t('loading')}
      </p>
    );
  }
  if (state.phase === 'failed') {
    return (
      <div className={css.message} role="alert">
        <h1>{t('title')}</h1>
        <p>{t('failed')}</p>
        <Button onPress={retry}>{t('retry')}</Button>
      </div>
    );
  }
  if (name === null) return <LessonList lessons={state.lessons} samples={samples} keeper={keeper} />;
  if (name === 'explore') return <ExplorePage samples={samples} word={word} />;
  const lesson = state.lessons.find((l) => l.id === name);
  if (!lesson) {
    return (
      <div className={css.message} role="alert">
        <h1>{t('title')}</h1>
        <p>{t('notKnown')}</p>
        <Link href="/learn">{t('allLessons')}</Link>
      </div>
    );
  }
  return <LessonDoor lesson={lesson} word={word} samples={samples} keeper={keeper} arrived={arrived} />;
}

interface LessonDoorProps {
  readonly lesson: Lesson;
  readonly word: string | null;
  readonly samples: readonly Sample[];
  readonly keeper: ReturnType<typeof useProgress>;
  readonly arrived: ReturnType<typeof parseLearnAddress>;
}

/** One document serves all lessons, so that stepping and changing lessons loads nothing anew. */
function LessonDoor({ lesson, word, samples, keeper, arrived }: LessonDoorProps): JSX.Element | null {
  const app = useLessonApp(arrived.model);
  const step = lesson.steps.find((s) => s.id === word) ?? lesson.steps[0];
  if (!app || !step) return null;
  const here = arrived.lesson === lesson.id && (arrived.step ?? lesson.steps[0]?.id) === step.id;
  const address = here ? arrived : { ...arrived, prompts: [], size: null };
  return (
    <LessonPage
      key={lesson.id}
      app={app}
      lesson={lesson}
      step={step}
      samples={samples}
      keeper={keeper}
      address={address}
    />
  );
}
