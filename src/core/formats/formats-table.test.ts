import { expect, test } from 'vitest';
import { formatsPage } from './formats-table.ts';
import { FORMATS, WRITTEN_FORMATS } from './list.ts';

test('docs/formats.md is what the list of formats says', async () => {
  await expect(formatsPage()).toMatchFileSnapshot('../../../docs/formats.md');
});

test('ids are distinct and every format says what it keeps, loses and was tried with', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  for (const { id, keeps, loses, tried, reader, writer } of FORMATS) {
    expect(
      [keeps, loses, tried].every((text) => text.length > 3),
      id,
    ).toBe(true);
    expect(reader ?? writer, id).toBeDefined();
  }
  expect(WRITTEN_FORMATS.length).toBeGreaterThan(10);
});
