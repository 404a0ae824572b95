import { expect, it } from 'vitest';
import { missingChoice, rememberedChoices } from './export-choices.ts';

it('a cut-out on a picture is not offered before the picture is chosen, in no form that holds one', () => {
  const choices = { ...rememberedChoices(), background: 'picture' as const };
  const backdrop = new File(['x'], 'beach.png');
  expect(missingChoice(rememberedChoices())).toBe(null);
  expect(missingChoice(choices)).toMatch(/picture/);
  expect(missingChoice({ ...choices, form: 'all' })).toMatch(/picture/);
  expect(missingChoice({ ...choices, form: 'all', bundle: ['svg'] })).toBe(null);
  expect(missingChoice({ ...choices, form: 'all', bundle: [] })).toMatch(/ZIP/);
  expect(missingChoice({ ...choices, form: 'mask' })).toBe(null);
  expect(missingChoice({ ...choices, backdrop })).toBe(null);
});
