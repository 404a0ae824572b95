/** Notices and failures in a corner: what happened, what to do, gone when read. */
import { type JSX, useEffect } from 'react';
import type { Notice } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Icon, type IconName } from '../kit/icons.tsx';
import { messageOf } from '../messages.ts';
import css from './Toaster.module.css';

interface ToastProps {
  readonly tone: 'info' | 'good' | 'warning' | 'error';
  readonly title: string;
  readonly text?: string | undefined;
  readonly lasts?: number | undefined;
  readonly action?: Notice['action'] | undefined;
  readonly onDismiss: () => void;
}

const ICONS: Record<ToastProps['tone'], IconName> = {
  info: 'info',
  good: 'check',
  warning: 'warning',
  error: 'warning',
};

function Toast({ tone, title, text, lasts, action, onDismiss }: ToastProps): JSX.Element {
  // biome-ignore lint/correctness/useExhaustiveDependencies: spoken and timed once, when it appears
  useEffect(() => {
    announce(text ? `${title}. ${text}` : title, tone === 'error' ? 'assertive' : 'polite');
    if (lasts === undefined) return;
    const timer = setTimeout(onDismiss, lasts);
    return () => clearTimeout(timer);
  }, []);
  return (
    <li className={css.toast} data-tone={tone}>
      <span className={css.icon}>
        <Icon name={ICONS[tone]} />
      </span>
      <div className={css.words}>
        <strong>{title}</strong>
        {text ? <p>{text}</p> : null}
        {action ? (
          <Button
            size="s"
            onPress={() => {
              onDismiss();
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
      </div>
      <IconButton icon="close" label="Dismiss" size="s" onPress={onDismiss} />
    </li>
  );
}

export function Toaster(): JSX.Element {
  const { store } = useServices();
  const notices = useApp((s) => s.notices);
  const failures = useApp((s) => s.failures);
  return (
    <section aria-label="Notices" className={css.region}>
      <ul className={css.list}>
        {failures.map((failure) => (
          <Toast
            key={failure.id}
            tone="error"
            {...messageOf(failure)}
            onDismiss={() => store.dismissFailure(failure.id)}
          />
        ))}
        {notices.map((notice) => (
          <Toast
            key={notice.id}
            tone={notice.tone}
            title={notice.title}
            text={notice.text}
            lasts={notice.lasts}
            action={notice.action}
            onDismiss={() => store.dismissNotice(notice.id)}
          />
        ))}
      </ul>
    </section>
  );
}
