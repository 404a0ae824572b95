import { expect, it } from 'vitest';
import { FIXTURES } from '../../test-support/onnx/fixtures.ts';
import { INPUT_VALUE_IDS, inputValuesOf, withInputValues } from './input-values.ts';

it('knows the values of every public contract, however they are written, and sets those that are chosen', () => {
  for (const { transform } of FIXTURES) {
    expect(inputValuesOf(transform)).not.toBeNull();
    for (const id of INPUT_VALUE_IDS) {
      const changed = withInputValues(transform, id);
      expect(inputValuesOf(changed)).toBe(id);
      expect({ ...changed, range: 0, mean: 0, std: 0 }).toEqual({ ...transform, range: 0, mean: 0, std: 0 });
    }
  }
  const meta = { range: 255, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
  expect(inputValuesOf(meta)).toBe('standard');
  expect(inputValuesOf({ range: 255, mean: [104, 117, 123], std: [1, 1, 1] })).toBeNull();
});
