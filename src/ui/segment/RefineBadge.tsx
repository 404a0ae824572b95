/** Says over the stage that clicks are answered from the visible part, and lets it be switched off. */
import type { JSX } from 'react';
import { useApp, useServices } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import css from './RefineBadge.module.css';

const WORDS = {
  none: '',
  offered: 'This model is slow. It can look at the visible part by itself, for finer masks.',
  encoding: 'Refining in the visible part',
  ready: 'Clicks are answered from the visible part',
} as const;

export function RefineBadge(): JSX.Element | null {
  const app = useServices();
  const refining = useApp((s) => s.refining);
  if (refining === 'none') return null;
  return (
    <div className={css.badge} data-testid="refining" data-refining={refining}>
      <span className={css.sign} data-busy={refining === 'encoding'} aria-hidden="true" />
      <span role="status">{WORDS[refining]}</span>
      {refining === 'offered' ? (
        <Button size="s" onPress={() => app.zoom.start()}>
          Refine here
        </Button>
      ) : null}
    </div>
  );
}
