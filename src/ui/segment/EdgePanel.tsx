/** What can be set on top of the kind of edge: how far it is looked for, where it lies, how soft it is, whose colours it has. */
import type { JSX } from 'react';
import type { EdgeKind } from '../../core/edges/cutout-pixels.ts';
import { type EdgeTune, isPlain, PLAIN_EDGE } from '../../core/edges/edge-tune.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';
import { Slider } from '../kit/Slider.tsx';
import css from './EdgePanel.module.css';

export interface EdgePanelProps {
  /** Where the edge is taken as it is (`hard`) nothing is looked for. */
  readonly edge: EdgeKind;
  readonly value: EdgeTune;
  readonly onChange: (tune: EdgeTune) => void;
  /** A slider was let go. */
  readonly onSettle: () => void;
}

export function EdgePanel({ edge, value, onChange, onSettle }: EdgePanelProps): JSX.Element {
  const size = useApp((s) => s.picture?.fullSize ?? null);
  const unit = size ? Math.max(size.width, size.height) / 1000 : 1;
  const pixels = (v: number): string => `${(v * unit).toFixed(v * unit < 10 && v * unit > -10 ? 1 : 0)} px`;
  const change = (part: Partial<EdgeTune>): void => onChange({ ...value, ...part });
  const once = (tune: EdgeTune): void => {
    onChange(tune);
    onSettle();
  };
  const plain = isPlain(value);
  return (
    <Popover
      label="Fine-tune the edge"
      placement="top start"
      trigger={
        <Button size="s" look={plain ? 'quiet' : 'plain'}>
          {plain ? 'Fine-tune' : 'Fine-tuned'}
        </Button>
      }
    >
      <div className={css.panel}>
        {edge === 'hard' ? null : (
          <Slider
            label="Radius: how far the edge is looked for"
            value={value.radius}
            min={0.5}
            max={3}
            step={0.1}
            format={(v) => `${Math.round(v * 100)} %`}
            onChange={(radius) => change({ radius })}
            onSettle={onSettle}
          />
        )}
        <Slider
          label="Shift: inwards or outwards"
          value={value.shift}
          min={-10}
          max={10}
          step={0.5}
          format={pixels}
          onChange={(shift) => change({ shift })}
          onSettle={onSettle}
        />
        <Slider
          label="Feather"
          value={value.feather}
          min={0}
          max={15}
          step={0.25}
          format={pixels}
          onChange={(feather) => change({ feather })}
          onSettle={onSettle}
        />
        <label className={css.clean}>
          <input type="checkbox" checked={value.clean} onChange={(e) => once({ ...value, clean: e.target.checked })} />
          Take the background’s colour out of the edge
        </label>
        <Button size="s" look="quiet" isDisabled={plain} onPress={() => once(PLAIN_EDGE)}>
          As it was
        </Button>
      </div>
    </Popover>
  );
}
