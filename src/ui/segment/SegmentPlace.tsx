/** The place to cut things out of a picture. */
import { type CSSProperties, type JSX, useState } from 'react';
import { useApp } from '../app-context.tsx';
import { ViewedStage } from '../learn/ViewedStage.tsx';
import { usePlaceCommands } from '../use-commands.ts';
import { SEGMENT_COMMANDS } from './commands.ts';
import { DropZone } from './DropZone.tsx';
import { Landing } from './Landing.tsx';
import { ObjectPanel } from './ObjectPanel.tsx';
import { PanelGrip } from './PanelGrip.tsx';
import { RefineBadge } from './RefineBadge.tsx';
import css from './SegmentPlace.module.css';
import { StatusBar } from './StatusBar.tsx';
import { PictureStrip } from './strip/PictureStrip.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useSampleLink } from './use-sample-link.ts';
import { useSegmentLink } from './use-segment-link.ts';
import { useTaskLink } from './use-task-link.ts';

export default function SegmentPlace(): JSX.Element {
  usePlaceCommands(SEGMENT_COMMANDS);
  useAnnouncements();
  useSegmentLink();
  useSampleLink();
  useTaskLink();
  const picture = useApp((s) => s.picture);
  const panelOpen = useApp((s) => s.settings.panelOpen);
  const [share, setShare] = useState(34);
  return (
    <DropZone>
      <div className={css.place} data-open={picture !== null} data-panel={panelOpen}>
        {picture ? (
          <>
            <h1 className="visually-hidden">Segment {picture.name}</h1>
            <div className={css.toolbar}>
              <Toolbar />
            </div>
            <div className={css.stage}>
              <ViewedStage />
              <RefineBadge />
            </div>
            <div className={css.strip}>
              <PictureStrip />
            </div>
            {panelOpen ? (
              <div className={css.panel} style={{ '--panel-share': `${share}dvh` } as CSSProperties}>
                <PanelGrip share={share} onChange={setShare} />
                <ObjectPanel />
              </div>
            ) : null}
          </>
        ) : (
          <div className={css.landing}>
            <Landing />
          </div>
        )}
        <div className={css.status}>
          <StatusBar />
        </div>
      </div>
    </DropZone>
  );
}
