/** Any view on any picture: no lesson, no task. */
import { type JSX, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { App } from '../../state/app.ts';
import type { Sample } from '../../state/deps.ts';
import { AppProvider, useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { chooseFiles } from '../kit/choose-file.ts';
import { Icon } from '../kit/icons.tsx';
import { Menu } from '../kit/Menu.tsx';
import { usePlaceCommands } from '../use-commands.ts';
import { LanguageMenu } from './LanguageMenu.tsx';
import { LearnStage } from './LearnStage.tsx';
import css from './Lesson.module.css';
import { stageCommands } from './lesson-commands.ts';
import { useTruths } from './truths.ts';
import { useLessonApp } from './use-lesson-app.ts';
import { useViewLink } from './use-view-link.ts';
import { ViewHost } from './ViewHost.tsx';
import { ViewPicker } from './ViewPicker.tsx';
import { VIEWS, viewNamed } from './views.ts';

interface ExploreProps {
  readonly samples: readonly Sample[];
  /** The view that the address names. */
  readonly word: string | null;
}

export function ExplorePage(props: ExploreProps): JSX.Element | null {
  const host = useServices();
  // The model in use is the one to look into.
  const [model] = useState(() => {
    const { model: used } = host.store.state;
    return used.phase === 'ready' || used.phase === 'loading' ? used.id : null;
  });
  const app = useLessonApp(model);
  if (!app) return null;
  return (
    <AppProvider app={app}>
      <ExploreRoom {...props} app={app} />
    </AppProvider>
  );
}

/** The sample that is open (null for a person's own picture) and the ways to open another picture. */
function usePicture(
  app: App,
  samples: readonly Sample[],
): { readonly sample: string | null; readonly openSample: (sample: Sample) => void; readonly openOwn: () => void } {
  const [sample, setSample] = useState<string | null>(null);
  const openSample = useCallback(
    (wanted: Sample) => {
      void app.pictures.open({ kind: 'sample', url: wanted.url, name: wanted.name }).then((opened) => {
        if (opened) setSample(wanted.id);
      });
    },
    [app],
  );
  const first = samples[0];
  useEffect(() => {
    if (first && !app.store.state.picture) openSample(first);
  }, [app, first, openSample]);
  const openOwn = (): void =>
    void chooseFiles('image/*').then(async ([file]) => {
      if (file && (await app.pictures.open({ kind: 'file', blob: file, name: file.name }))) setSample(null);
    });
  return { sample, openSample, openOwn };
}

function ExploreRoom({ app, samples, word }: ExploreProps & { readonly app: App }): JSX.Element {
  const { t } = useTranslation('learn');
  const [, go] = useLocation();
  const link = useViewLink();
  const { sample, openSample, openOwn } = usePicture(app, samples);
  const picture = useApp((s) => s.picture);
  const truths = useTruths(sample, picture);
  const view = viewNamed(word) ?? [...VIEWS.keys()][0] ?? 'none';
  const [commands] = useState(() => stageCommands(app));
  usePlaceCommands(commands);
  return (
    <article className={css.lesson} data-page="explore" data-testid="explore">
      <header className={css.head}>
        <Link href="/learn" className={css.up ?? ''}>
          <Icon name="chevron" size={16} />
          {t('allLessons')}
        </Link>
        <h1 className={css.name}>{t('explore.title')}</h1>
        <Menu
          label={t('explore.picture')}
          trigger={
            <Button size="s" icon="image">
              {picture?.name ?? t('explore.picture')}
            </Button>
          }
          entries={[
            { id: 'own', label: t('explore.own'), icon: 'open', run: openOwn },
            { id: 'line', separator: true },
            ...samples.map((s) => ({ id: s.id, label: s.name, run: () => openSample(s) })),
          ]}
          placement="bottom start"
        />
        <span className={css.language}>
          <LanguageMenu />
        </span>
      </header>
      <div className={css.stage}>
        <LearnStage link={link} interactive />
      </div>
      <div className={css.side}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long content must scroll by keyboard too */}
        <section className={css.scroll} tabIndex={0} aria-label={t('explore.view')}>
          <ViewPicker view={view} onChange={(next) => go(`/learn/explore/${next}`)} />
          <ViewHost view={view} truths={truths} link={link} level={2} />
        </section>
      </div>
    </article>
  );
}
