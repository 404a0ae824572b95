/** The stage of the Segment place with a teaching view beside it, when one is open. */
import { type JSX, useEffect } from 'react';
import { IconButton } from '../kit/IconButton.tsx';
import { Menu } from '../kit/Menu.tsx';
import { StageHost } from '../segment/StageHost.tsx';
import { ZoomControl } from '../segment/ZoomControl.tsx';
import { lazyPart } from '../shell/lazy-part.tsx';
import { runCommand, useCommandContext } from '../use-commands.ts';
import { openView, useOpenView } from './open-view.ts';
import { useViewLink } from './use-view-link.ts';
import css from './ViewedStage.module.css';
import { LOOK_COMMANDS } from './view-commands.ts';

const ViewPanel = lazyPart(
  async () => {
    const { ViewPanel: Panel } = await import('./ViewPanel.tsx');
    return { default: Panel };
  },
  { shape: 'panel', useClose: () => () => openView(null) },
);

export function ViewedStage(): JSX.Element {
  const view = useOpenView();
  const link = useViewLink();
  const context = useCommandContext();
  useEffect(() => () => openView(null), []);
  return (
    <div className={css.room} data-view={view !== null}>
      <div className={css.stage}>
        <StageHost under={link.layers} onGesture={link.hear} />
        <ZoomControl />
      </div>
      {view === null ? (
        <div className={css.look}>
          <Menu
            label="Look inside the model"
            trigger={<IconButton icon="layers" label="Look inside the model" tip="left" />}
            entries={LOOK_COMMANDS.filter((c) => c.id !== 'look.none').map((command) => ({
              id: command.id,
              label: command.label,
              run: () => runCommand(command, context),
            }))}
          />
        </div>
      ) : (
        <ViewPanel view={view} link={link} />
      )}
    </div>
  );
}
