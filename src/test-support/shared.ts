/** Finds the reference material that lies beside the project on the maintainers' machines; tests that need it skip with a printed reason elsewhere. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const root = process.env.SEGMENT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** Path of a file of the reference material; it may not exist. */
export function sharedPath(relative: string): string {
  return `${root}/${relative}`;
}

/** `describe` where the reference material is at hand; elsewhere a skipped suite whose name says why. */
export function describeWithShared(name: string, relative: string, body: () => void): void {
  if (existsSync(sharedPath(relative))) {
    describe(name, () => body());
  } else {
    console.info(`skipped "${name}": reference material ${relative} is not beside the project`);
    describe.skip(`${name} (reference material absent)`, () => body());
  }
}
