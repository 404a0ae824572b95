/** The values that a graph takes its picture in: where names and shapes do not say it, a person can. */
import type { Transform } from '../../contract/manifest.ts';

interface Values {
  readonly range: Transform['range'];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** `standard`: mean and spread of ImageNet taken off; `signed`: -1..1. The others go in as they are. */
export const INPUT_VALUE_IDS = ['standard', 'bytes', 'unit', 'signed'] as const;
export type InputValues = (typeof INPUT_VALUE_IDS)[number];

const PRESETS: Readonly<Record<InputValues, Pick<Transform, 'range' | 'mean' | 'std'>>> = {
  standard: { range: 1, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  bytes: { range: 255, mean: [0, 0, 0], std: [1, 1, 1] },
  unit: { range: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  signed: { range: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
};

/** Scale and shift of a channel, from a pixel's byte to the tensor: what two ways of writing the same values share. */
function affine({ range, mean, std }: Values, c: number): readonly [number, number] {
  const spread = std[c] ?? 1;
  return [range / 255 / spread, -(mean[c] ?? 0) / spread];
}

/** @returns null for values that are none of the usual ones */
export function inputValuesOf(transform: Values): InputValues | null {
  const alike = (other: Values): boolean =>
    [0, 1, 2].every((c) => {
      const [scale, shift] = affine(transform, c);
      const [otherScale, otherShift] = affine(other, c);
      return Math.abs(scale - otherScale) < 1e-3 * otherScale && Math.abs(shift - otherShift) < 1e-3;
    });
  return INPUT_VALUE_IDS.find((id) => alike(PRESETS[id])) ?? null;
}

export function withInputValues(transform: Transform, id: InputValues): Transform {
  return { ...transform, ...PRESETS[id] };
}
