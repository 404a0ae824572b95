/** What the tool in hand can be set to: the size of a brush, how hard it is, whether it snaps to edges. */
import type { JSX } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { Tool } from '../../state/state.ts';
import { useApp, useServices } from '../app-context.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { Icon } from '../kit/icons.tsx';
import { Popover } from '../kit/Popover.tsx';
import { Slider } from '../kit/Slider.tsx';
import { isSized, mostRadius } from './brush-size.ts';
import css from './ToolOptions.module.css';

const HAND_TOOLS: readonly Tool[] = ['paint', 'erase', 'lasso', 'polygon'];

/** Whether there is anything to set. */
export function hasOptions(tool: Tool): boolean {
  return isSized(tool) || HAND_TOOLS.includes(tool) || tool === 'wand' || tool === 'box';
}

export function BrushSize(): JSX.Element | null {
  const app = useServices();
  const tool = useApp((s) => s.tool);
  const radius = useApp((s) => s.brushRadius);
  const picture = useApp((s) => s.picture);
  if (!picture || !isSized(tool)) return null;
  const most = mostRadius(picture.size);
  return (
    <div className={css.size}>
      <Slider
        label="Size"
        value={Math.min(radius, most)}
        min={1}
        max={most}
        step={1}
        format={(v) => `${v * 2} px`}
        onChange={(brushRadius) => app.store.set({ brushRadius })}
      />
    </div>
  );
}

/** What the tools for editing by hand have besides their size. */
export function HandOptions(): JSX.Element | null {
  const app = useServices();
  const tool = useApp((s) => s.tool);
  const { hardness, edgesSnap } = useApp((s) => s.settings);
  if (!HAND_TOOLS.includes(tool)) return null;
  return (
    <Popover
      label="Editing by hand"
      placement="bottom start"
      trigger={<IconButton icon="magnet" label={`Edges and hardness${edgesSnap ? ', snapping to edges' : ''}`} />}
    >
      <div className={css.hand}>
        <ToggleButton
          className={css.snap ?? ''}
          isSelected={edgesSnap}
          onChange={(on) => app.updateSettings({ edgesSnap: on })}
        >
          <Icon name={edgesSnap ? 'check' : 'magnet'} size={16} /> Snap to edges
        </ToggleButton>
        <p className={css.words}>What is drawn moves onto edges of the picture a few pixels away.</p>
        <Slider
          label="Brush hardness"
          value={hardness}
          min={0.1}
          max={1}
          step={0.05}
          format={(v) => `${Math.round(v * 100)} %`}
          onChange={(v) => app.updateSettings({ hardness: v })}
        />
      </div>
    </Popover>
  );
}

/** What the magic wand counts as one colour. */
export function WandOptions(): JSX.Element | null {
  const app = useServices();
  const tool = useApp((s) => s.tool);
  const wand = useApp((s) => s.settings.wand);
  if (tool !== 'wand') return null;
  const set = (part: Partial<typeof wand>): void => app.updateSettings({ wand: { ...wand, ...part } });
  return (
    <>
      <div className={css.size}>
        <Slider
          label="Tolerance"
          value={wand.tolerance}
          min={0}
          max={128}
          step={1}
          format={(v) => (v === 0 ? 'this colour' : `± ${v}`)}
          onChange={(tolerance) => set({ tolerance })}
        />
      </div>
      <ToggleButton
        className={css.snap ?? ''}
        isSelected={!wand.contiguous}
        onChange={(all) => set({ contiguous: !all })}
      >
        {wand.contiguous ? null : <Icon name="check" size={16} />} Everywhere
      </ToggleButton>
    </>
  );
}

/** Whether boxes are of one object or make one each. */
export function BoxOptions(): JSX.Element | null {
  const app = useServices();
  const tool = useApp((s) => s.tool);
  const each = useApp((s) => s.settings.boxEach);
  if (tool !== 'box') return null;
  return (
    <ToggleButton className={css.snap ?? ''} isSelected={each} onChange={(boxEach) => app.updateSettings({ boxEach })}>
      {each ? <Icon name="check" size={16} /> : null} A new object for every box
    </ToggleButton>
  );
}
