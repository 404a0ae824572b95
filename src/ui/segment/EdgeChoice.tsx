/** How the outline of a cut-out becomes transparent. */
import type { JSX } from 'react';
import type { EdgeKind } from '../../core/edges/cutout-pixels.ts';
import { Segmented } from '../kit/Segmented.tsx';

export interface EdgeChoiceProps {
  readonly value: EdgeKind;
  readonly onChange: (edge: EdgeKind) => void;
}

export function EdgeChoice({ value, onChange }: EdgeChoiceProps): JSX.Element {
  return (
    <Segmented
      named
      label="Edge"
      value={value}
      options={[
        { value: 'hard', label: 'Hard' },
        { value: 'soft', label: 'Soft' },
        { value: 'hair', label: 'Hair' },
      ]}
      onChange={onChange}
    />
  );
}
