/** How the picture goes into a model that a person brought, for correcting what names and shapes do not say. */
import { type JSX, useState } from 'react';
import type { Transform } from '../../contract/manifest.ts';
import { INPUT_VALUE_IDS, type InputValues, inputValuesOf, withInputValues } from '../../state/models/input-values.ts';
import { Segmented } from '../kit/Segmented.tsx';
import css from './OwnModelPanel.module.css';

const VALUE_WORDS: Readonly<Record<InputValues, string>> = {
  standard: 'Standard',
  bytes: '0–255',
  unit: '0–1',
  signed: '−1–1',
};

const RULE_WORDS: Readonly<Record<Transform['rule'], string>> = {
  'longest-side': 'Keeps its shape',
  stretch: 'Stretched to fit',
};

interface OwnModelTransformProps {
  readonly transform: Transform;
  readonly onChange: (transform: Transform) => void;
}

const LAYOUT_WORDS: Readonly<Record<Transform['layout'], string>> = {
  nchw: 'channels first',
  nhwc: 'channels last',
  hwc: 'channels last, no batch',
};

const CHANNELS = ['Red', 'Green', 'Blue'] as const;

/** A number that may be typed freely; the model gets it once it is one. */
function NumberField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const [text, setText] = useState(String(value));
  return (
    <label className={css.number}>
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const next = Number(event.target.value.replace(',', '.'));
          if (event.target.value.trim() !== '' && Number.isFinite(next)) onChange(next);
        }}
      />
    </label>
  );
}

/** The three numbers of a mean or a spread with one of them changed. */
function changed(values: Transform['mean'], c: number, value: number): Transform['mean'] {
  const [r, g, b] = values;
  return [c === 0 ? value : r, c === 1 ? value : g, c === 2 ? value : b];
}

export function OwnModelTransform({ transform, onChange }: OwnModelTransformProps): JSX.Element {
  const values = inputValuesOf(transform);
  // The fields hold what is typed; a preset fills them anew.
  const [presets, setPresets] = useState(0);
  const size = transform.canvas ? `${transform.canvas.width} × ${transform.canvas.height}` : `${transform.size}`;
  return (
    <details className={css.graph}>
      <summary>
        How the picture goes in: {size} px, {LAYOUT_WORDS[transform.layout]},{' '}
        {values ? VALUE_WORDS[values] : 'values of its own'}, {RULE_WORDS[transform.rule]}
      </summary>
      <p>
        No graph says which values it expects. If the test picture comes out wrong, try others here. Standard means:
        ImageNet’s mean and spread are taken off.
      </p>
      <Segmented
        label="Values of the pixels"
        value={values ?? 'other'}
        options={[
          ...INPUT_VALUE_IDS.map((value) => ({ value, label: VALUE_WORDS[value] })),
          ...(values ? [] : [{ value: 'other' as const, label: 'Its own' }]),
        ]}
        onChange={(value) => {
          if (value === 'other') return;
          setPresets(presets + 1);
          onChange(withInputValues(transform, value));
        }}
      />
      <fieldset className={css.numbers} key={presets}>
        <legend>By hand: (value of 0 to the greatest − mean) ÷ spread</legend>
        <NumberField
          label="Greatest value"
          value={transform.range}
          onChange={(range) => {
            if (range > 0) onChange({ ...transform, range });
          }}
        />
        {CHANNELS.map((channel, c) => (
          <NumberField
            key={`mean ${channel}`}
            label={`Mean, ${channel.toLowerCase()}`}
            value={transform.mean[c] ?? 0}
            onChange={(value) => onChange({ ...transform, mean: changed(transform.mean, c, value) })}
          />
        ))}
        {CHANNELS.map((channel, c) => (
          <NumberField
            key={`spread ${channel}`}
            label={`Spread, ${channel.toLowerCase()}`}
            value={transform.std[c] ?? 1}
            onChange={(value) => {
              if (value !== 0) onChange({ ...transform, std: changed(transform.std, c, value) });
            }}
          />
        ))}
      </fieldset>
      <Segmented
        label="Fit of the picture"
        value={transform.rule}
        options={(['longest-side', 'stretch'] as const).map((value) => ({ value, label: RULE_WORDS[value] }))}
        onChange={(rule) => onChange({ ...transform, rule })}
      />
    </details>
  );
}
