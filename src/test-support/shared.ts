/**
 * The maintainers' reference material (outputs of the official toolkits, samples of each dataset's layout) is not part of the
 * project. `npm test` never looks for it; `npm run test:long` finds it and says so in `SEGMENT_SHARED`.
 */
import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';

const root = process.env.SEGMENT_SHARED;

/** Path of a file of the reference material; only for use inside `describeWithShared`. */
export function sharedPath(relative: string): string {
  if (root === undefined) throw new Error(`${relative} is read outside describeWithShared`);
  return `${root}/${relative}`;
}

/** `describe` under `npm run test:long`; elsewhere one skipped test whose name says why, and the body never runs. */
export function describeWithShared(name: string, relative: string, body: () => void): void {
  if (root !== undefined && existsSync(sharedPath(relative))) describe(name, () => body());
  else describe(name, () => it.skip(`needs the reference material ${relative} (npm run test:long)`, () => undefined));
}
