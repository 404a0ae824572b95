/** The open pictures in a row: choose one, see how far each is, do something to all. */
import { type JSX, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { StripItem } from '../../../state/pictures/strip-types.ts';
import { useServices } from '../../app-context.tsx';
import { readableKeys } from '../../command.ts';
import { Button } from '../../kit/Button.tsx';
import { IconButton } from '../../kit/IconButton.tsx';
import { Icon } from '../../kit/icons.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { useObjectUrl } from '../../kit/use-object-url.ts';
import { runCommand, useCommandContext } from '../../use-commands.ts';
import css from './PictureStrip.module.css';
import { runningNow } from './running-now.ts';
import { STRIP_COMMANDS } from './strip-commands.ts';

function Tile({ item, active }: { readonly item: StripItem; readonly active: boolean }): JSX.Element {
  const app = useServices();
  const url = useObjectUrl(item.thumbnail);
  const tile = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (active) tile.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const count = item.objects === 1 ? '1 object' : `${item.objects} objects`;
  return (
    <li className={css.item}>
      <button
        ref={tile}
        type="button"
        className={css.tile}
        aria-current={active ? 'true' : undefined}
        aria-label={`${item.name}, ${item.objects === 0 ? 'no objects yet' : count}`}
        title={item.name}
        onClick={() => void app.strip.select(item.id)}
      >
        {url ? <img src={url} alt="" /> : <Icon name="image" size={22} />}
        {item.objects > 0 ? <span className={css.badge}>{item.objects}</span> : null}
      </button>
    </li>
  );
}

function StepButton({ id, icon }: { readonly id: string; readonly icon: 'back' | 'forward' }): JSX.Element | null {
  const context = useCommandContext();
  const command = STRIP_COMMANDS.find((c) => c.id === id);
  if (!command) return null;
  return (
    <IconButton
      size="s"
      icon={icon}
      label={command.label}
      keys={readableKeys(command.keys ?? '')}
      tip="top"
      onPress={() => runCommand(command, context)}
    />
  );
}

/** What runs over all pictures, or the button that starts it. */
function All(): JSX.Element {
  const app = useServices();
  const run = useStore(app.batch.api, runningNow);
  const left = run ? run.total - run.done : 0;
  useEffect(() => {
    // The installed app's icon counts down; elsewhere there is no icon.
    navigator.setAppBadge?.(left).catch(() => undefined);
    return () => {
      navigator.clearAppBadge?.().catch(() => undefined);
    };
  }, [left]);
  if (!run) {
    return (
      <Button size="s" icon="layers" onPress={() => app.store.set({ overlay: 'batch' })}>
        All
      </Button>
    );
  }
  return (
    <span className={css.run}>
      <span className={css.bar}>
        <ProgressBar label="All pictures" share={run.total > 0 ? run.done / run.total : null} />
      </span>
      <Button size="s" onPress={() => app.batch.cancel()}>
        Stop
      </Button>
    </span>
  );
}

/** Renders nothing while fewer than two pictures are open. */
export function PictureStrip(): JSX.Element | null {
  const app = useServices();
  const { items, activeId, intake } = useStore(app.strip.api);
  if (items.length < 2) return null;
  const at = items.findIndex((i) => i.id === activeId) + 1;
  return (
    <nav className={css.strip} aria-label="Pictures">
      <StepButton id="strip.previous" icon="back" />
      <ul className={css.list}>
        {items.map((item) => (
          <Tile key={item.id} item={item} active={item.id === activeId} />
        ))}
      </ul>
      <StepButton id="strip.next" icon="forward" />
      <span className={css.count} role="status">
        {intake ? `Reading ${Math.min(intake.done + 1, intake.total)} of ${intake.total}` : `${at} of ${items.length}`}
      </span>
      <All />
    </nav>
  );
}
