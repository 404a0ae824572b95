/** A teaching view beside the person's own work. */
import { type JSX, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewId } from '../../contract/lesson.ts';
import type { OpenedPicture } from '../../state/deps.ts';
import { isSample } from '../../state/sample-of.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { useSamples } from '../use-samples.ts';
import { LearnTexts } from './LearnTexts.tsx';
import { openView } from './open-view.ts';
import { forgetTruths, useTruths } from './truths.ts';
import type { ViewLink } from './use-view-link.ts';
import css from './ViewedStage.module.css';
import { ViewHost } from './ViewHost.tsx';
import { ViewPicker } from './ViewPicker.tsx';

export interface ViewPanelProps {
  readonly view: ViewId;
  readonly link: ViewLink;
}

export function ViewPanel(props: ViewPanelProps): JSX.Element {
  return (
    <div className={css.slot}>
      <LearnTexts>
        <Panel {...props} />
      </LearnTexts>
    </div>
  );
}

/** The sample that the open picture is, told by name and size; null for a picture of one's own. */
function useSampleOf(picture: OpenedPicture | null): string | null {
  const samples = useSamples('silent'); // without the list there is no true outline
  return (picture && samples.find((sample) => isSample(sample, picture))?.id) ?? null;
}

function Panel({ view, link }: ViewPanelProps): JSX.Element {
  const { t } = useTranslation('learn');
  const picture = useApp((s) => s.picture);
  const truths = useTruths(useSampleOf(picture), picture);
  useEffect(() => forgetTruths, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long content must scroll by keyboard too
    <aside className={css.panel} tabIndex={0} aria-label={t('panel.title')} data-testid="view-panel">
      <div className={css.head}>
        <ViewPicker view={view} onChange={openView} />
        <IconButton icon="close" label={t('panel.close')} onPress={() => openView(null)} />
      </div>
      <ViewHost view={view} truths={truths} link={link} level={2} />
    </aside>
  );
}
