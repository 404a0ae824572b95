/** What became of one case: read as its format's owner reads it, asked, refused in words, or read wrongly. */
import { type Page, test } from '@playwright/test';

export type Verdict = 'right' | 'asked' | 'refused' | 'wrong' | 'skipped';

export interface Outcome {
  readonly verdict: Verdict;
  /** What was seen, for the printed line. */
  readonly detail: string;
}

/** One entry of `expected.json`; which further fields it has depends on its section. */
export interface Case {
  readonly file: string;
  readonly what: string;
  readonly right: string;
  readonly [field: string]: unknown;
}

/** How the cases of one section are fed to the app. */
export interface Section {
  /** Key in `expected.json`. */
  readonly id: string;
  /** Brings the open page to where the cases begin. Called once. */
  readonly start: (page: Page, folder: string) => Promise<void>;
  /** Feeds one case and judges what comes out. A thrown error counts as wrong. */
  readonly walk: (page: Page, one: Case, folder: string) => Promise<Outcome>;
}

export const right = (detail = ''): Outcome => ({ verdict: 'right', detail });
export const asked = (detail: string): Outcome => ({ verdict: 'asked', detail });
export const refused = (detail: string): Outcome => ({ verdict: 'refused', detail });
export const wrong = (detail: string): Outcome => ({ verdict: 'wrong', detail });
/** For cases that are steps or scripts and have an end-to-end test of their own. */
export const skipped = (detail: string): Outcome => ({ verdict: 'skipped', detail });

/** Walks every case of a section, prints a line for each, and returns those that came out wrong. */
export async function walkSection(
  section: Section,
  page: Page,
  cases: readonly Case[],
  folder: string,
): Promise<readonly string[]> {
  await section.start(page, folder);
  const failures: string[] = [];
  const counts = new Map<Verdict, number>();
  for (const one of cases) {
    const outcome = await test.step(one.file, () =>
      section
        .walk(page, one, folder)
        .catch((error: unknown) =>
          wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)),
        ),
    );
    counts.set(outcome.verdict, (counts.get(outcome.verdict) ?? 0) + 1);
    console.log(`${outcome.verdict.padEnd(8)} ${one.file}${outcome.detail ? `: ${outcome.detail}` : ''}`);
    if (outcome.verdict === 'wrong') failures.push(`${one.file}: ${outcome.detail}; expected: ${one.right}`);
  }
  console.log(`${section.id}: ${[...counts].map(([verdict, n]) => `${n} ${verdict}`).join(', ')}`);
  return failures;
}
