/** Reads how many tests ran from the reports that vitest, Playwright and pytest leave. */
import { existsSync, readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

function readJson(path: string): Record<string, unknown> | undefined {
  if (!existsSync(path)) return undefined;
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Counts of vitest's json reporter. */
export function vitestCounts(path: string): Counts {
  const report = readJson(path);
  if (!report) return NONE;
  return {
    passed: number(report.numPassedTests),
    failed: number(report.numFailedTests),
    skipped: number(report.numPendingTests) + number(report.numTodoTests),
  };
}

/** Counts of Playwright's json reporter; a flaky test passed in the end. */
export function playwrightCounts(path: string): Counts {
  const stats = readJson(path)?.stats;
  if (typeof stats !== 'object' || stats === null) return NONE;
  const counts: Record<string, unknown> = { ...stats };
  return {
    passed: number(counts.expected) + number(counts.flaky),
    failed: number(counts.unexpected),
    skipped: number(counts.skipped),
  };
}

/** Counts of pytest's closing line, e.g. `12 passed, 1 skipped in 3.2s`. */
export function pytestCounts(output: string): Counts {
  const of = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
  return { passed: of('passed'), failed: of('failed') + of('error'), skipped: of('skipped') };
}
