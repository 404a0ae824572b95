/** The place to cut things out of a picture. */
import type { JSX } from 'react';
import { useApp } from '../app-context.tsx';
import { useCompact } from '../kit/use-media.ts';
import { ViewedStage } from '../learn/ViewedStage.tsx';
import { usePlaceCommands } from '../use-commands.ts';
import { CompactToolbar } from './CompactToolbar.tsx';
import { CutoutBar } from './CutoutBar.tsx';
import { SEGMENT_COMMANDS } from './commands.ts';
import { DropZone } from './DropZone.tsx';
import { Landing } from './Landing.tsx';
import { ObjectPanel } from './ObjectPanel.tsx';
import { ObjectSheet } from './ObjectSheet.tsx';
import { RefineBadge } from './RefineBadge.tsx';
import css from './SegmentPlace.module.css';
import { StatusBar } from './StatusBar.tsx';
import { PictureStrip } from './strip/PictureStrip.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useCopyKey } from './use-copy-key.ts';
import { useSampleLink } from './use-sample-link.ts';
import { useSegmentLink } from './use-segment-link.ts';
import { useTaskLink } from './use-task-link.ts';

/** The objects: beside the picture, or in a sheet below it. */
function Objects({ compact }: { readonly compact: boolean }): JSX.Element | null {
  const panelOpen = useApp((s) => s.settings.panelOpen);
  if (compact) return <ObjectSheet />;
  return panelOpen ? (
    <div className={css.panel}>
      <ObjectPanel />
    </div>
  ) : null;
}

export default function SegmentPlace(): JSX.Element {
  usePlaceCommands(SEGMENT_COMMANDS);
  useAnnouncements();
  useCopyKey();
  useSegmentLink();
  useSampleLink();
  useTaskLink();
  const picture = useApp((s) => s.picture);
  const panelOpen = useApp((s) => s.settings.panelOpen);
  const sheet = useApp((s) => s.sheet);
  const quiet = useApp((s) => s.model.phase === 'ready' && s.encoding.phase === 'ready');
  const compact = useCompact();
  return (
    <DropZone>
      <div
        className={css.place}
        data-open={picture !== null}
        data-panel={panelOpen}
        data-sheet={sheet}
        data-quiet={quiet}
      >
        {picture ? (
          <>
            <h1 className="visually-hidden">Segment {picture.name}</h1>
            <div className={css.toolbar}>{compact ? <CompactToolbar /> : <Toolbar />}</div>
            <div className={css.stage}>
              <ViewedStage />
            </div>
            <div className={css.badge}>
              <RefineBadge />
            </div>
            <div className={css.cutout}>
              <CutoutBar />
            </div>
            <div className={css.strip}>
              <PictureStrip />
            </div>
            <Objects compact={compact} />
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
