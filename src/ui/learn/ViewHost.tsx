/** Opens a view beside the stage, takes its layers away when it closes, and keeps its failure to itself. */
import { type JSX, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewId } from '../../contract/lesson.ts';
import { useApp, useServices } from '../app-context.tsx';
import css from './Learn.module.css';
import type { Truths } from './truths.ts';
import type { ViewLink } from './use-view-link.ts';
import { VIEWS } from './views.ts';

export interface ViewHostProps {
  readonly view: ViewId;
  readonly truths: Truths;
  readonly link: ViewLink;
  /** Heading level of the view's title. */
  readonly level?: 2 | 3;
}

export function ViewHost({ view, truths, link, level = 3 }: ViewHostProps): JSX.Element | null {
  const { t } = useTranslation('learn');
  const app = useServices();
  const picture = useApp((s) => s.picture?.id ?? null);
  const Found = VIEWS.get(view);
  const { under, onGesture } = link.props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins with a clean stage
  useEffect(
    () => () => {
      under([]);
      onGesture(null);
    },
    [view, under, onGesture],
  );
  if (!Found) return null;
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <section className={css.view} aria-label={t(`views.${view}.title`)} data-testid="view" data-view-id={view}>
      <Title className={css.viewTitle}>{t(`views.${view}.title`)}</Title>
      <Found key={`${view} ${picture ?? ''}`} app={app} truths={truths} {...link.props} />
    </section>
  );
}
