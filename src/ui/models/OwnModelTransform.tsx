/** How the picture goes into a model that a person brought, for correcting what names and shapes do not say. */
import type { JSX } from 'react';
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
  stretch: 'Stretched square',
};

interface OwnModelTransformProps {
  readonly transform: Transform;
  readonly onChange: (transform: Transform) => void;
}

export function OwnModelTransform({ transform, onChange }: OwnModelTransformProps): JSX.Element {
  const values = inputValuesOf(transform);
  return (
    <details className={css.graph}>
      <summary>
        How the picture goes in: {transform.size} px, {values ? VALUE_WORDS[values] : 'values of its own'},{' '}
        {RULE_WORDS[transform.rule]}
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
          if (value !== 'other') onChange(withInputValues(transform, value));
        }}
      />
      <Segmented
        label="Fit of the picture"
        value={transform.rule}
        options={(['longest-side', 'stretch'] as const).map((value) => ({ value, label: RULE_WORDS[value] }))}
        onChange={(rule) => onChange({ ...transform, rule })}
      />
    </details>
  );
}
