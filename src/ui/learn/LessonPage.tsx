/** One step of a lesson: the stage on one side, words, task and view on the other. */
import { type JSX, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Lesson, LessonStep } from '../../contract/lesson.ts';
import type { App } from '../../state/app.ts';
import type { Sample } from '../../state/deps.ts';
import { NO_FACTS, type StageFacts } from '../../state/learn/facts.ts';
import { formatLearnAddress, type LearnAddress, promptsOn } from '../../state/learn/link.ts';
import { setStage } from '../../state/learn/set-stage.ts';
import { documentFacts } from '../../state/learn/stage-facts.ts';
import { AppProvider, useApp } from '../app-context.tsx';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/icons.tsx';
import { Prose } from '../kit/Prose.tsx';
import { LanguageMenu } from './LanguageMenu.tsx';
import { LearnStage } from './LearnStage.tsx';
import css from './Lesson.module.css';
import { type LessonActions, useLessonCommands } from './lesson-commands.ts';
import { PrintSheet } from './PrintSheet.tsx';
import { StepNav } from './StepNav.tsx';
import { TaskBox } from './TaskBox.tsx';
import { useTruths } from './truths.ts';
import { usePresentation } from './use-presentation.ts';
import type { ProgressKeeper } from './use-progress.ts';
import { useViewLink, type ViewLink } from './use-view-link.ts';
import { ViewHost } from './ViewHost.tsx';

export interface LessonPageProps {
  readonly app: App;
  readonly lesson: Lesson;
  readonly step: LessonStep;
  readonly samples: readonly Sample[];
  readonly keeper: ProgressKeeper;
  /** Prompts that came with the address; they hold for the first step shown. */
  readonly address: LearnAddress;
}

/** Puts the step on the stage; gives the sample that is open and the way to begin again. */
function useStage(
  { app, step, samples, address }: LessonPageProps,
  link: ViewLink,
): { readonly sample: string | null; readonly restart: () => void } {
  const [sample, setSample] = useState<string | null>(null);
  const open = useRef<string | null>(null);
  const linked = useRef(address);
  const { forget } = link;
  const set = useCallback(
    async (wanted: LessonStep) => {
      if (samples.length === 0) return;
      const came = linked.current;
      linked.current = { ...came, prompts: [] };
      if (wanted.sample !== undefined && wanted.sample !== open.current) forget();
      open.current = await setStage(app, wanted, open.current, samples, (size) => promptsOn(came, size));
      setSample(open.current);
    },
    [app, samples, forget],
  );
  useEffect(() => {
    void set(step);
  }, [set, step]);
  const restart = (): void => void set({ ...step, fresh: true });
  return { sample, restart };
}

/** What tasks are checked against now. */
function useFacts(truths: StageFacts['truths'], reported: Partial<StageFacts>): StageFacts {
  const doc = useApp((s) => s.doc);
  const picture = useApp((s) => s.picture);
  const own = useMemo(() => documentFacts({ doc, picture }), [doc, picture]);
  return useMemo(() => ({ ...NO_FACTS, ...own, ...reported, truths }), [own, reported, truths]);
}

function addressNow(app: App, lesson: Lesson, step: LessonStep, sample: string | null): string {
  const { doc, model, picture } = app.store.state;
  const object = doc.objects.find((o) => o.id === doc.activeId) ?? doc.objects[0];
  return formatLearnAddress({
    lesson: lesson.id,
    step: step.id,
    model: model.phase === 'ready' ? model.id : null,
    prompts: sample !== null && object ? object.prompts.map((p) => p.prompt) : [],
    size: picture?.size ?? null,
  });
}

export function LessonPage(props: LessonPageProps): JSX.Element {
  return (
    <AppProvider app={props.app}>
      <LessonRoom {...props} />
    </AppProvider>
  );
}

function LessonRoom(props: LessonPageProps): JSX.Element {
  const { app, lesson, step, keeper } = props;
  const { t } = useTranslation('learn');
  const words = useTranslation('lessons').t;
  const [, go] = useLocation();
  const link = useViewLink();
  const { sample, restart } = useStage(props, link);
  const picture = useApp((s) => s.picture);
  const truths = useTruths(sample, picture);
  const facts = useFacts(truths, link.reported);
  const text = useRef<HTMLDivElement>(null);
  const index = lesson.steps.indexOf(step);
  const last = index === lesson.steps.length - 1;
  const key = `${lesson.id}.steps.${step.id}`;
  const { finish } = keeper;
  const done = keeper.progress[lesson.id]?.includes(step.id) ?? false;

  const goTo = useCallback(
    (at: number) => {
      const next = lesson.steps[at];
      if (next) go(`/learn/${lesson.id}/${next.id}`);
    },
    [go, lesson],
  );
  const next = useCallback(() => {
    // Reading on is all that a step without a task asks for.
    if (!step.task) finish(lesson.id, step.id);
    if (last) go('/learn');
    else goTo(index + 1);
  }, [step, finish, lesson, last, go, goTo, index]);
  const back = useCallback(() => goTo(index - 1), [goTo, index]);
  const presentation = usePresentation(next, back);
  const copyLink = useCallback(() => {
    const url = new URL(document.baseURI);
    url.hash = addressNow(app, lesson, step, sample);
    app.deps.exporter.copyText(url.href).then(
      () => app.store.notify({ tone: 'good', title: t('linkCopied'), lasts: 7000 }),
      (thrown: unknown) => app.store.fail('copy', thrown),
    );
  }, [app, lesson, step, sample, t]);
  const actions: LessonActions = useMemo(
    () => ({ app, next, back, present: presentation.toggle, print: () => globalThis.print(), copyLink }),
    [app, next, back, presentation.toggle, copyLink],
  );
  useLessonCommands(actions);

  // A new step is read from its beginning, also by a screen reader.
  const title = words(`${key}.title`);
  useEffect(() => {
    text.current?.scrollTo({ top: 0 });
    announce(title);
  }, [title]);
  const onDone = useCallback(() => finish(lesson.id, step.id), [finish, lesson, step]);
  const hint = words(`${key}.hint`, { defaultValue: '' });

  return (
    <article className={css.lesson} data-present={presentation.active} data-testid="lesson">
      <PrintSheet lesson={lesson} />
      <header className={css.head}>
        <Link href="/learn" className={css.up ?? ''}>
          <Icon name="chevron" size={16} />
          {t('allLessons')}
        </Link>
        <h1 className={css.name}>{words(`${lesson.id}.title`)}</h1>
        <StepNav lesson={lesson} current={index} progress={keeper.progress} />
        <span className={css.actions}>
          <LanguageMenu />
          <span className={css.rare}>
            <Button size="s" look="quiet" icon="link" onPress={copyLink}>
              {t('copyLink')}
            </Button>
            <Button size="s" look="quiet" icon="copy" onPress={actions.print}>
              {t('print')}
            </Button>
          </span>
          <Button size="s" icon="fit" onPress={presentation.toggle}>
            {t(presentation.active ? 'leavePresent' : 'present')}
          </Button>
        </span>
      </header>
      <div className={css.stage}>
        <LearnStage link={link} interactive={step.interactive} onRestart={restart} />
      </div>
      <div className={css.side}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text must scroll by keyboard too */}
        <section ref={text} className={css.scroll} tabIndex={0} aria-label={title}>
          <p className={css.count}>
            {t('stepOf', { step: index + 1, total: lesson.steps.length })}
            {presentation.active ? <span> · {t('presentHint')}</span> : null}
          </p>
          <h2 className={css.title}>{title}</h2>
          <Prose text={words(`${key}.text`)} />
          {step.task ? (
            <TaskBox
              key={key}
              task={step.task}
              text={words(`${key}.task`)}
              hint={hint === '' ? null : hint}
              facts={facts}
              done={done}
              onDone={onDone}
            />
          ) : null}
          {step.view === 'none' ? null : <ViewHost view={step.view} truths={truths} link={link} />}
          {last ? <Sources lesson={lesson} /> : null}
        </section>
        <nav className={css.foot} aria-label={t('turn')}>
          <Button isDisabled={index === 0} onPress={back}>
            {t('back')}
          </Button>
          <Button look={step.task && !done ? 'plain' : 'primary'} onPress={next}>
            {t(last ? 'finish' : 'next')}
          </Button>
        </nav>
      </div>
    </article>
  );
}

function Sources({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const { t } = useTranslation('learn');
  return (
    <section className={css.sources}>
      <h3>{t('sources')}</h3>
      <ul>
        {lesson.sources.map(({ title, url }) => (
          <li key={title}>
            {url ? (
              <a href={url} target="_blank" rel="noreferrer">
                {title}
              </a>
            ) : (
              title
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
