/** The frame of a cut-out: its size, and where the object lies in it. */
import type { JSX } from 'react';
import { Button } from '../kit/Button.tsx';
import { Slider } from '../kit/Slider.tsx';
import css from './ComposeOptions.module.css';
import { type ComposeChoices, FRAME_IDS, FRAMES, type FrameId, MOST_FRAME, PLAIN_COMPOSE } from './compose-choices.ts';

export interface ComposeOptionsProps {
  readonly value: ComposeChoices;
  readonly onChange: (value: ComposeChoices) => void;
}

const percent = (v: number): string => `${Math.round(100 * v)} %`;
const degrees = (v: number): string => `${v}°`;

type Sliding = 'scale' | 'rotate' | 'x' | 'y' | 'padding' | 'shadow' | 'softness' | 'drop';

interface Slide {
  readonly of: Sliding;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: (v: number) => string;
}

const PLACE: readonly Slide[] = [
  { of: 'scale', label: 'Size', min: 0.1, max: 4, step: 0.01, format: percent },
  { of: 'rotate', label: 'Turn', min: -180, max: 180, step: 1, format: degrees },
  { of: 'x', label: 'To the right', min: -1, max: 1, step: 0.01, format: percent },
  { of: 'y', label: 'Down', min: -1, max: 1, step: 0.01, format: percent },
  { of: 'padding', label: 'Padding', min: 0, max: 0.4, step: 0.01, format: percent },
  { of: 'shadow', label: 'Shadow', min: 0, max: 1, step: 0.05, format: (v) => (v === 0 ? 'none' : percent(v)) },
];
const SHADOW: readonly Slide[] = [
  {
    of: 'softness',
    label: 'Softness of the shadow',
    min: 0,
    max: 0.1,
    step: 0.005,
    format: (v) => `${(100 * v).toFixed(1)} %`,
  },
  { of: 'drop', label: 'Shadow below', min: -0.1, max: 0.1, step: 0.005, format: (v) => `${(100 * v).toFixed(1)} %` },
];

function Side({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  return (
    <label>
      {label}
      <input
        key={value}
        type="number"
        min={1}
        max={MOST_FRAME}
        defaultValue={value}
        onBlur={(e) => {
          const next = Math.round(Number(e.target.value));
          if (next >= 1 && next <= MOST_FRAME) onChange(next);
          else e.target.value = String(value);
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter') e.currentTarget.blur();
        }}
      />
    </label>
  );
}

export function ComposeOptions({ value, onChange }: ComposeOptionsProps): JSX.Element {
  const set = (part: Partial<ComposeChoices>): void => onChange({ ...value, ...part });
  const { frame, own } = value;
  const slides = value.shadow > 0 ? [...PLACE, ...SHADOW] : PLACE;
  const { x, y, scale, rotate } = PLAIN_COMPOSE;
  const moved = value.x !== x || value.y !== y || value.scale !== scale || value.rotate !== rotate;
  return (
    <div className={css.compose}>
      <label className={css.frame}>
        Frame
        <select value={frame} onChange={(e) => set({ frame: FRAME_IDS.find((id) => id === e.target.value) ?? 'none' })}>
          {FRAME_IDS.map((id: FrameId) => (
            <option key={id} value={id}>
              {FRAMES[id].label}
            </option>
          ))}
        </select>
      </label>
      {frame === 'own' ? (
        <div className={css.own}>
          <Side label="Width" value={own.width} onChange={(width) => set({ own: { ...own, width } })} />
          <Side label="Height" value={own.height} onChange={(height) => set({ own: { ...own, height } })} />
        </div>
      ) : null}
      {frame === 'none' ? null : (
        <>
          {slides.map(({ of, ...slide }) => (
            <Slider key={of} {...slide} value={value[of]} onChange={(next) => set({ [of]: next })} />
          ))}
          <Button size="s" look="quiet" isDisabled={!moved} onPress={() => set({ x, y, scale, rotate })}>
            Back to the middle
          </Button>
        </>
      )}
    </div>
  );
}
