/** How large the picture is shown, and buttons that change it, in a corner of the stage. */
import type { JSX } from 'react';
import { Button as AriaButton, TooltipTrigger } from 'react-aria-components';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Tip } from '../kit/Tip.tsx';
import { stageHandle } from './stage-handle.ts';
import css from './ZoomControl.module.css';

/** One press changes the zoom by this factor. */
const STEP = 1.25;

export function ZoomControl(): JSX.Element {
  const zoom = useApp((s) => s.zoom);
  const share = `${Math.round(zoom * 100)} %`;
  return (
    <fieldset className={css.zoom}>
      <legend className="visually-hidden">Zoom</legend>
      <IconButton
        size="s"
        tip="top"
        icon="minus"
        label="Zoom out"
        keys="-"
        onPress={() => stageHandle.current?.zoomBy(1 / STEP)}
      />
      <TooltipTrigger delay={500} closeDelay={0}>
        <AriaButton
          className={css.share ?? ''}
          aria-label={`Actual size, now ${share}`}
          onPress={() => stageHandle.current?.actualSize()}
        >
          {share}
        </AriaButton>
        <Tip placement="top" keys="1">
          Actual size
        </Tip>
      </TooltipTrigger>
      <IconButton
        size="s"
        tip="top"
        icon="plus"
        label="Zoom in"
        keys="+"
        onPress={() => stageHandle.current?.zoomBy(STEP)}
      />
      <IconButton
        size="s"
        tip="top"
        icon="fit"
        label="Fit the picture"
        keys="0"
        onPress={() => stageHandle.current?.fit()}
      />
    </fieldset>
  );
}
