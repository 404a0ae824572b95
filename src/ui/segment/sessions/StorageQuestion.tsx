/** Asks once a visit, in the status bar, whether the work may be kept on this device. Takes no focus. */
import type { JSX } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app-context.tsx';
import { Button } from '../../kit/Button.tsx';
import { IconButton } from '../../kit/IconButton.tsx';
import css from './StorageQuestion.module.css';

export function StorageQuestion(): JSX.Element | null {
  const { sessions } = useServices();
  const question = useStore(sessions.api, (s) => s.question);
  if (!question) return null;
  return (
    <section className={css.question} aria-label="Keep this work?" data-testid="storage-question">
      <p>Keep this on this device, so that a crash loses nothing? Nothing is sent.</p>
      <Button size="s" onPress={() => void sessions.answer('yes')}>
        Keep
      </Button>
      <Button size="s" look="quiet" onPress={() => void sessions.answer('no')}>
        No
      </Button>
      <IconButton size="s" icon="close" label="Ask me next time" onPress={() => void sessions.answer('later')} />
    </section>
  );
}
