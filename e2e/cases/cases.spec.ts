/**
 * Walks a folder of cases with known right answers through one open page and prints per case: right, asked, refused or
 * wrong. `CASES=/path/to/cases npx playwright test cases`; without the variable there is nothing to walk.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { watch } from '../app.ts';
import { annotations } from './annotations.ts';
import { archives } from './archives.ts';
import { commandLine } from './command-line.ts';
import { datasets } from './datasets.ts';
import { metrics } from './metrics.ts';
import { models } from './models.ts';
import { pictures } from './pictures.ts';
import { type Case, type Section, walkSection } from './verdict.ts';

/** One entry for each section of `expected.json` that is walked. */
const SECTIONS: readonly (Section & { readonly by?: string })[] = [
  archives,
  datasets,
  metrics,
  { ...commandLine, by: 'command line' },
  pictures,
  annotations,
  models,
];

const folder = process.env.CASES ?? '';
const expected: Readonly<Record<string, readonly Case[]>> = existsSync(join(folder, 'expected.json'))
  ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  : {};

test.skip(folder === '', 'no folder of cases is named');

for (const section of SECTIONS) {
  test(`cases: ${section.id}${section.by ? ` (${section.by})` : ''}`, async ({ page }) => {
    test.setTimeout(1_800_000);
    const seen = watch(page);
    const failures = await walkSection(section, page, expected[section.id] ?? [], folder);
    expect(failures).toEqual([]);
    expect(seen.errors).toEqual([]);
  });
}
