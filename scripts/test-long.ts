/**
 * `npm run test:long`: what is too long for every change, or needs the reference material that lies beside some maintainers'
 * checkouts (`../shared`, or where `SEGMENT_SHARED` says). Says what it found, and what is left out without it.
 * Parts can be named to run only those: `npm run test:long -- reference`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const shared = process.env.SEGMENT_SHARED ?? join(root, '..', 'shared');
const found = existsSync(shared);

interface Part {
  readonly name: string;
  readonly words: string;
  readonly needsShared: boolean;
  readonly command: () => readonly string[];
}

/** Unit tests that compare with the reference material. */
function referenceTests(): readonly string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('src', path))
    .filter((path) => readFileSync(path, 'utf8').includes('test-support/shared.ts'));
}

const PARTS: readonly Part[] = [
  {
    name: 'reference',
    words: 'metrics, readers and writers beside the official toolkits',
    needsShared: true,
    command: () => ['npx', 'vitest', 'run', '--project', 'node', ...referenceTests()],
  },
  {
    name: 'layouts',
    words: "the lab with each dataset's real layout",
    needsShared: true,
    command: () => ['npx', 'playwright', 'test', 'lab', '-g', 'real layout|gives what Node gives'],
  },
  {
    name: 'cases',
    words:
      'pictures, annotations, data sets, metrics, archives, projects and models of other programs, with their right answers',
    needsShared: true,
    command: () => ['env', `CASES=${join(shared, 'cases')}`, 'npx', 'playwright', 'test', 'cases'],
  },
  {
    name: 'engines',
    words: 'the main flow, a plain static host and all other jobs in Chromium, Firefox and WebKit',
    needsShared: false,
    command: () => ['npx', 'playwright', 'test', 'engines/flow', 'engines/jobs'],
  },
  {
    name: 'firefox-visits',
    words: 'ten first visits in Firefox, each on a fresh profile, without a failed request',
    needsShared: false,
    command: () => ['npx', 'playwright', 'test', 'engines/first-visits'],
  },
  {
    name: 'soak',
    words: 'fifteen minutes of anything with faults, and long random walks',
    needsShared: false,
    command: () => [
      'env',
      'SOAK_SECONDS=900',
      'MONKEY_SEEDS=3',
      'MONKEY_ACTIONS=150',
      'npx',
      'playwright',
      'test',
      'soak',
      'monkey',
    ],
  },
  {
    name: 'e2e',
    words: 'end-to-end tests that repeat with the real model what shorter ones assert',
    needsShared: false,
    command: () => ['env', 'E2E_LONG=1', 'npx', 'playwright', 'test'],
  },
  {
    name: 'properties',
    words:
      'all unit tests with every run of their properties, and an own archive of more entries than ZIP without ZIP64 can count',
    needsShared: false,
    command: () => ['env', 'SEGMENT_LONG=1', 'npx', 'vitest', 'run', '--project', 'node'],
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}; there are ${PARTS.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
console.info(
  found
    ? `Reference material: ${shared} (${readdirSync(shared, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .join(', ')})`
    : `Reference material: none at ${shared}; what needs it is left out`,
);
const failed: string[] = [];
for (const { name, words, needsShared, command } of PARTS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (needsShared && !found) {
    console.info(`\n— ${words}: not run, needs the reference material`);
    continue;
  }
  console.info(`\n— ${words}`);
  const [program = '', ...args] = command();
  const { status } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, FIRST_VISITS: '10', ENGINES: 'all', ...(found ? { SEGMENT_SHARED: shared } : {}) },
  });
  console.info(`— ${words}: ${status === 0 ? 'passed' : 'FAILED'}`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
