/** Whether the work is kept: says so in one word or two, and leads to the choice. */
import type { JSX } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useStore } from 'zustand';
import type { SessionState } from '../../../state/session/session-types.ts';
import { useServices } from '../../app-context.tsx';
import { Icon } from '../../kit/icons.tsx';
import css from './SavedChip.module.css';

function words({ phase, save, savedAt }: SessionState): string {
  if (phase !== 'on') return 'Stays in this tab';
  if (save === 'failed') return 'Not saved';
  if (save !== 'idle') return 'Saving…';
  return savedAt === null ? 'Kept on this device' : 'Saved on this device';
}

export function SavedChip(): JSX.Element {
  const app = useServices();
  const session = useStore(app.sessions.api);
  const failed = session.phase === 'on' && session.save === 'failed';
  return (
    <AriaButton
      className={css.chip ?? ''}
      data-failed={failed}
      data-testid="saved"
      data-save={session.phase === 'on' ? session.save : 'off'}
      onPress={() => app.store.set({ overlay: 'sessions' })}
    >
      <Icon name={failed ? 'warning' : session.phase === 'on' ? 'save' : 'shield'} size={15} />
      <span className={css.words}>{words(session)}</span>
    </AriaButton>
  );
}
