import { describe, expect, test } from 'vitest';
import { fuzz, LIMIT_BYTES } from './run.ts';
import { TARGETS } from './targets.ts';

const INPUTS = Number(process.env.FUZZ_INPUTS ?? 1_000);

/** The long form (100,000 inputs each, in a process each) is `npm run fuzz`. */
describe(`${INPUTS} damaged files: never a hang, never more than 256 MiB, always an error of the reader's own`, () => {
  test.each(TARGETS.map((t) => [t.name, t] as const))('%s', { timeout: 120_000 }, async (_, target) => {
    const report = await fuzz(target, INPUTS);
    expect(report.findings).toEqual([]);
    expect(report.refused + report.accepted).toBe(INPUTS);
    expect(report.mostBytes).toBeLessThanOrEqual(LIMIT_BYTES);
  });
});
