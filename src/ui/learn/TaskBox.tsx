/** The task of a step: what to do, how far it is, what stands in the way. Decided by computation alone. */
import type { TFunction } from 'i18next';
import { type FormEvent, type JSX, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonTask } from '../../contract/lesson.ts';
import { checkTask, type Verdict } from '../../state/learn/check-task.ts';
import type { StageFacts } from '../../state/learn/facts.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/icons.tsx';
import { Prose } from '../kit/Prose.tsx';
import { Segmented } from '../kit/Segmented.tsx';
import { TextField } from '../kit/TextField.tsx';
import { type Figures, useFigures } from './format.ts';
import css from './TaskBox.module.css';

type Translate = TFunction<'learn'>;

/** What stands in the way, in words. */
function obstacleText(task: LessonTask, verdict: Verdict, t: Translate, figures: Figures): string {
  const share = task.kind === 'explored' ? figures.ratio : figures.percent;
  const form = task.kind === 'number' ? figures.ratio : share;
  const value = verdict.measured === null ? '' : form(verdict.measured);
  const wanted = verdict.wanted === null ? '' : form(verdict.wanted);
  switch (verdict.obstacle) {
    case null:
      return '';
    case 'below':
      return t(verdict.wanted === null ? 'obstacle.belowOnly' : 'obstacle.below', { value, wanted });
    case 'wrong-answer':
      return verdict.measured === null ? t('obstacle.wrong-choice') : t('obstacle.wrong-answer', { value });
    default:
      return t(`obstacle.${verdict.obstacle}`, { value, wanted });
  }
}

interface AnswerProps {
  readonly task: LessonTask;
  readonly facts: StageFacts;
  readonly onAnswer: (answer: string) => void;
}

/** Where a figure is typed or a prediction chosen. */
function Answer({ task, facts, onAnswer }: AnswerProps): JSX.Element | null {
  const { t } = useTranslation('learn');
  const [text, setText] = useState('');
  if (task.kind === 'choice' && facts.choices.length > 0) {
    return (
      <Segmented
        label={t('choose')}
        value={text}
        options={facts.choices.map((value) => ({ value, label: value }))}
        onChange={(value) => {
          setText(value);
          onAnswer(value);
        }}
      />
    );
  }
  if (task.kind !== 'number' && task.kind !== 'choice') return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAnswer(text);
  };
  return (
    <form className={css.answer} onSubmit={submit}>
      <TextField label={t('answer')} value={text} onChange={setText} />
      <Button type="submit">{t('check')}</Button>
    </form>
  );
}

export interface TaskBoxProps {
  readonly task: LessonTask;
  readonly text: string;
  readonly hint: string | null;
  readonly facts: StageFacts;
  /** Solved before, in this visit or an earlier one. */
  readonly done: boolean;
  readonly onDone: () => void;
}

export function TaskBox({ task, text, hint, facts, done, onDone }: TaskBoxProps): JSX.Element {
  const { t } = useTranslation('learn');
  const figures = useFigures();
  const heading = useId();
  const [answer, setAnswer] = useState<string | null>(null);
  const [hinted, setHinted] = useState(false);
  const typed = task.kind === 'number' || task.kind === 'choice';
  const verdict = checkTask(task, facts, answer);
  const { passed } = verdict;
  useEffect(() => {
    if (!passed || done) return;
    announce(t('right'));
    onDone();
  }, [passed, done, onDone, t]);
  // A figure that was not submitted yet is not wrong yet.
  const quiet = typed && answer === null;
  const way = done || quiet ? '' : obstacleText(task, verdict, t, figures);
  return (
    <section className={css.task} aria-labelledby={heading} data-done={done} data-testid="task">
      <h3 id={heading} className={css.title}>
        <Icon name={done ? 'check' : 'point'} size={17} />
        {done ? t('taskDone') : t('task')}
      </h3>
      <Prose text={text} />
      {done ? null : <Answer task={task} facts={facts} onAnswer={setAnswer} />}
      <p className={css.verdict} role="status" data-tone={done ? 'good' : 'plain'}>
        {done ? t('right') : way}
      </p>
      {hint && !done ? (
        hinted ? (
          <p className={css.hint}>{hint}</p>
        ) : (
          <Button size="s" look="quiet" icon="help" onPress={() => setHinted(true)}>
            {t('hint')}
          </Button>
        )
      ) : null}
    </section>
  );
}
